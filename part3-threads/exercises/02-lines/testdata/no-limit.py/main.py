"""Wrong: a line may have any length, and memory has none."""
import socket
import sys
import threading

def serve(client):
    with client, client.makefile("rb") as lines:
        for line in lines:
            client.sendall(b"%d\n" % len(line.removesuffix(b"\n")))


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
