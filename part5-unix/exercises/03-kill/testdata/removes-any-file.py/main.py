"""Wrong: whatever has the name of the socket is removed."""
import fcntl
import os
import socket
import sys

path = sys.argv[1]
lock = open(path + ".lock", "a")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.exit("another server is running")
try:
    os.remove(path)
except FileNotFoundError:
    pass
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(path)
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.sendall(client.makefile("rb").readline().upper())
