"""A server that answers each line with its length, and waits a moment when
accept fails."""
import socket
import sys
import threading
import time

def serve(client):
    with client, client.makefile("rb") as lines:
        for line in lines:
            client.sendall(b"%d\n" % len(line.removesuffix(b"\n")))


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        try:
            client, _ = listener.accept()
        except OSError as error:  # most likely no descriptor is left
            print("accept:", error, file=sys.stderr)
            time.sleep(0.05)
            continue
        threading.Thread(target=serve, args=(client,), daemon=True).start()
