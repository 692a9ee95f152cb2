"""Wrong: the lock is a file that exists, and a killed server cannot remove it."""
import os
import socket
import stat
import sys

path = sys.argv[1]
try:
    os.close(os.open(path + ".lock", os.O_CREAT | os.O_EXCL))
except FileExistsError:
    sys.exit("another server is running")
try:
    if not stat.S_ISSOCK(os.lstat(path).st_mode):
        sys.exit(f"{path} is not a socket")
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
