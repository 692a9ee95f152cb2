"""Wrong: the end of one conversation ends the program."""
import os
import socket
import sys
import threading

room = set()
lock = threading.Lock()


def tell(line, speaker):
    with lock:
        for client in room - {speaker}:
            try:
                client.sendall(line)
            except OSError:
                pass  # it has left, and its own thread takes it out


def serve(client):
    with lock:
        room.add(client)
    client.sendall(b"welcome\n")
    for line in client.makefile("rb"):
        tell(line, client)
    os._exit(1)


with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
