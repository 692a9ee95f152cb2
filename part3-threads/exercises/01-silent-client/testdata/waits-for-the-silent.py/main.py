"""Wrong: one client after the other."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            client.sendall(client.makefile("rb").readline().upper())
