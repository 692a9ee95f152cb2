"""Wrong: strip cuts the newline off, which belongs to the answer."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    client, _ = listener.accept()
    with client:
        line = client.makefile("rb").readline().strip()
        client.sendall(line.upper())
