"""A server that answers each client's line in capitals, each client in a
thread."""
import socket
import sys
import threading

def serve(client):
    with client, client.makefile("rb") as lines:
        client.sendall(lines.readline().upper())


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
