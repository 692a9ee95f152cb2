"""A server: it listens. The conversation is missing."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    pass  # TODO: accept a client, read its line, answer it in capitals, and close.
