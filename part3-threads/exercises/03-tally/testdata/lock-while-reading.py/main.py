"""Wrong: one client after the other, by a lock around each conversation."""
import socket
import sys
import threading

lock = threading.Lock()
counts = {}


def serve(client):
    with client, client.makefile("rb") as lines, lock:
        for line in lines:
            counts[line] = counts.get(line, 0) + 1
            client.sendall(b"%d\n" % counts[line])


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
