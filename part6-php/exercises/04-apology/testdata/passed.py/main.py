# The same client in Python: an answer or an apology.
import socket
import sys
import time


def ask(path, line):
    deadline = time.monotonic() + 1.5
    answer = b""
    with socket.socket(socket.AF_UNIX) as server:
        server.settimeout(1.5)
        server.connect(path)
        server.sendall(line)
        while True:
            server.settimeout(max(deadline - time.monotonic(), 0.001))
            piece = server.recv(8192)
            if not piece:
                return answer
            answer += piece
            if len(answer) > 1 << 20 or time.monotonic() > deadline:
                raise OSError("the answer does not end")


line = sys.stdin.buffer.readline()
try:
    answer = ask(sys.argv[1], line)
    if not answer:
        raise OSError("the server closed without an answer")
except OSError as problem:
    print("Sorry:", problem)
    sys.exit(1)
sys.stdout.buffer.write(answer)
