"""Wrong: a time-out holds for each read, so every byte gives another second."""
import socket
import sys
import threading


def serve(client):
    with client:
        client.settimeout(1)
        try:
            answer = client.makefile("rb").readline().upper()
        except TimeoutError:
            answer = b"# too slow\n"
        client.sendall(answer)


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
