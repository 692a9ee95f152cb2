"""Asks the word server by the plain message: sends a line, and prints what
comes back until the server closes.

    echo the quick | python3 plain.py [PATH]
"""
import signal
import socket
import sys

path = sys.argv[1] if len(sys.argv) > 1 else "/tmp/myservicesocket"
line = sys.stdin.buffer.readline() or sys.exit("standard input ended before a message came")

# One deadline for everything; a socket's timeout begins anew with each read.
signal.signal(signal.SIGALRM, lambda *_: sys.exit("no complete answer within 2 seconds"))
signal.alarm(2)
try:
    server = socket.socket(socket.AF_UNIX)
    server.connect(path)
    server.sendall(line.rstrip(b"\n") + b"\n")
    answer = server.makefile("rb").read()
except OSError as problem:
    sys.exit(f"{path}: {problem}")
sys.stdout.buffer.write(answer or sys.exit("the server closed without an answer"))
