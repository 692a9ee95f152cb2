"""Right: it stops at the limit, says why, and discards for a second at most."""
import socket
import sys
import threading
import time

LIMIT = 5.0  # seconds for a line
LINGER = 1.0  # seconds to discard what a refused client still sends
MAX_LINE = 4096


def receive(client, size, end):
    """Returns up to size bytes. Raises TimeoutError at the time end."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    client.settimeout(left)
    return client.recv(size)


def read_line(client):
    """Returns the line, or its first bytes if it is longer than a line may be."""
    end = time.monotonic() + LIMIT
    line = b""
    while len(line) <= MAX_LINE and b"\n" not in line:
        piece = receive(client, MAX_LINE + 1 - len(line), end)
        if not piece:
            raise ConnectionError("the client left in the middle of its line")
        line += piece
    return line


def refuse(client, why):
    """Sends the reason, and reads on so that no reset destroys it."""
    client.settimeout(LIMIT)
    client.sendall(b"# " + why + b"\n")
    client.shutdown(socket.SHUT_WR)
    end = time.monotonic() + LINGER
    while receive(client, 65536, end):
        pass


def serve(client):
    with client:
        try:
            line = read_line(client)
            if line.endswith(b"\n"):
                client.settimeout(LIMIT)
                client.sendall(line.upper())
            else:
                refuse(client, b"a line has at most %d bytes" % MAX_LINE)
        except OSError:
            pass  # the client has left, or its time is up


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
