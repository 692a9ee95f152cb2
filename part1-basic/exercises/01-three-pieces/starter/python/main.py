"""A client: it sends a line and prints the answer. Something is missing."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as server:
    server.sendall(sys.stdin.buffer.readline())

    # TODO: print the whole answer. This prints its first piece.
    sys.stdout.buffer.write(server.recv(255))
