"""A server that counts the lines of all clients in one tally."""
import socket
import sys
import threading

lock = threading.Lock()
counts = {}


def add(line):
    """Count a line and return how often it has come so far."""
    with lock:
        counts[line] = counts.get(line, 0) + 1
        return counts[line]


def serve(client):
    with client, client.makefile("rb") as lines:
        for line in lines:
            client.sendall(b"%d\n" % add(line))


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
