"""A server that answers each line with its length."""
import socket
import sys
import threading

MAX_LINE = 4096


def serve(client):
    with client, client.makefile("rb") as lines:
        while line := lines.readline(MAX_LINE + 1):
            length = len(line.removesuffix(b"\n"))
            if length > MAX_LINE:
                client.sendall(b"# a line has at most %d bytes\n" % MAX_LINE)
                return
            client.sendall(b"%d\n" % length)


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
