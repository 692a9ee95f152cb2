"""A server that greets its clients: let them talk."""
import socket
import sys
import threading


def serve(client):
    with client:
        client.sendall(b"welcome\n")
        # TODO: give each line to all others.


with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
