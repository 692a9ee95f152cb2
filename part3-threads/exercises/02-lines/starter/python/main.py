"""A server that answers each line with its length. Something is missing."""
import socket
import sys
import threading

def serve(client):
    with client:
        # TODO: find the lines. This takes what a read returns for one.
        while piece := client.recv(4096):
            client.sendall(b"%d\n" % len(piece.removesuffix(b"\n")))


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
