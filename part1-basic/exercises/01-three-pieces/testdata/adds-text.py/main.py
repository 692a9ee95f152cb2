"""Wrong: input prints its prompt on standard output, in front of the answer."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as server:
    line = input("Please enter the message: ")
    server.sendall(line.encode() + b"\n")
    while piece := server.recv(255):
        sys.stdout.buffer.write(piece)
