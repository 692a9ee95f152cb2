"""A solution: bytes in, bytes out."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    client, _ = listener.accept()
    with client:
        client.sendall(client.makefile("rb").readline().upper())
