"""A server that repeats a client's word as often as it asks. A client that
leaves ends it: defend it."""
import signal
import socket
import sys
import threading

# In a pipe, such as server | head, end without a complaint.
signal.signal(signal.SIGPIPE, signal.SIG_DFL)


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
        threading.Thread(target=serve, args=(client,), daemon=True).start()
