"""Wrong: the umask protects the socket, and from then on every other file."""
import os
import socket
import sys

path = sys.argv[1]
os.umask(0o177)
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(path)
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            line = client.makefile("rb").readline()
            log = os.open(path + ".log", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
            os.write(log, line)
            os.close(log)
            client.sendall(line.upper())
