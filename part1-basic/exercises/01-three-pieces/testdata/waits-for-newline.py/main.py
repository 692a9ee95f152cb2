"""Wrong: it reads lines, and never sees what follows the last newline."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as server:
    server.sendall(sys.stdin.buffer.readline())
    text = b""
    while piece := server.recv(255):
        text += piece
        while b"\n" in text:
            line, text = text.split(b"\n", 1)
            sys.stdout.buffer.write(line + b"\n")
            sys.stdout.flush()
