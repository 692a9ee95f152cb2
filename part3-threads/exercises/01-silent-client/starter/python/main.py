"""A server that answers each client's line in capitals. One silent client stops it:
mend that."""
import socket
import sys
import threading


def answer(client, line):
    with client:
        client.sendall(line.upper())


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        line = client.makefile("rb").readline()
        threading.Thread(target=answer, args=(client, line), daemon=True).start()
