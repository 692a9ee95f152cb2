"""Right: the end is computed once, and each read gets the time that is left."""
import socket
import sys
import threading
import time

LIMIT = 1.0


def read_line(client):
    """Returns the line. Raises TimeoutError if it is not complete in time."""
    end = time.monotonic() + LIMIT
    line = b""
    while not line.endswith(b"\n"):
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        client.settimeout(left)
        piece = client.recv(255)
        if not piece:
            raise ConnectionError("the client left in the middle of its line")
        line += piece
    return line


def serve(client):
    with client:
        try:
            answer = read_line(client).upper()
        except TimeoutError:
            answer = b"# too slow\n"
        except ConnectionError:
            return
        client.settimeout(LIMIT)
        client.sendall(answer)


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
