"""Wrong: an exception in one conversation ends all."""
import socket
import sys

def serve(client):
    with client, client.makefile("rb") as lines:
        request = lines.readline().split()
        if len(request) != 2:
            return
        for _ in range(int(request[0])):
            client.sendall(request[1] + b"\n")


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        serve(client)
