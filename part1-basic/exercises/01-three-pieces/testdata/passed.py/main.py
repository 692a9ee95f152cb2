"""A solution: it reads until there is no more, the end of the stream."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as server:
    server.sendall(sys.stdin.buffer.readline())
    while piece := server.recv(255):
        sys.stdout.buffer.write(piece)
