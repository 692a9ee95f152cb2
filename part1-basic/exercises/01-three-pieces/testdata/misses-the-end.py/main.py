"""Wrong: at the end of the stream recv returns no bytes, and the loop goes on for ever."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as server:
    server.sendall(sys.stdin.buffer.readline())
    while True:
        sys.stdout.buffer.write(server.recv(255))
