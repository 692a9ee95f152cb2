"""A server that answers each line with how often it has come. It counts for
each client on its own: let it count for all together."""
import socket
import sys
import threading

def serve(client):
    counts = {}  # TODO: one for all clients
    with client, client.makefile("rb") as lines:
        for line in lines:
            counts[line] = counts.get(line, 0) + 1
            client.sendall(b"%d\n" % counts[line])


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
