"""Right: the attack drips on eight connections, and the strong server measures from
the moment of accept."""
import socket
import sys
import threading
import time

PLACES = 8
LIMIT = 1.0


def listen(address, serve):
    places = threading.Semaphore(PLACES)

    def run(client):
        with client:
            try:
                serve(client)
            except OSError:
                pass  # its time is up, or it has left
        places.release()

    with socket.create_server(address, backlog=100) as listener:
        while True:
            places.acquire()
            client, _ = listener.accept()
            threading.Thread(target=run, args=(client,), daemon=True).start()


def weak(client):
    line = b""
    while not line.endswith(b"\n"):
        client.settimeout(LIMIT)
        piece = client.recv(255)
        if not piece:
            return
        line += piece
    client.sendall(line.upper())


def strong(client):
    end = time.monotonic() + LIMIT
    line = b""
    while not line.endswith(b"\n"):
        left = end - time.monotonic()
        if left <= 0:
            return
        client.settimeout(left)
        piece = client.recv(255)
        if not piece:
            return
        line += piece
    client.settimeout(LIMIT)
    client.sendall(line.upper())


def attack(address):
    clients = [socket.create_connection(address) for _ in range(PLACES)]
    while True:
        for client in clients:
            try:
                client.send(b"a")
            except OSError:
                pass  # it was cut off
        print("holding", flush=True)
        time.sleep(LIMIT / 10)


role, address = sys.argv[1], ("127.0.0.1", int(sys.argv[2]))
if role == "attack":
    attack(address)
else:
    listen(address, {"weak": weak, "strong": strong}[role])
