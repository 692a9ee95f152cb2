"""Wrong: input returns the line without its newline, and so it is sent."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as server:
    server.sendall(input().encode())
    while piece := server.recv(255):
        sys.stdout.buffer.write(piece)
