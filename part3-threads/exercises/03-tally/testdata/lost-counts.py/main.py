"""Wrong: only the write is locked."""
import socket
import sys
import threading
import time

lock = threading.Lock()
counts = {}


def add(line):
    count = counts.get(line, 0) + 1
    time.sleep(0)  # the others go on, as they may at any time
    with lock:
        counts[line] = count
    return count


def serve(client):
    with client, client.makefile("rb") as lines:
        for line in lines:
            client.sendall(b"%d\n" % add(line))


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
