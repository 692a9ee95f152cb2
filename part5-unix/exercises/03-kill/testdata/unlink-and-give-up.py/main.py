"""Wrong: the socket is removed before the lock shows that its server lives."""
import fcntl
import os
import socket
import stat
import sys

path = sys.argv[1]
try:
    if not stat.S_ISSOCK(os.lstat(path).st_mode):
        sys.exit(f"{path} is not a socket")
    os.remove(path)
except FileNotFoundError:
    pass
lock = open(path + ".lock", "a")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.exit("another server is running")
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(path)
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.sendall(client.makefile("rb").readline().upper())
