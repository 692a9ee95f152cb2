"""Wrong: Python makes a file of a name with @, and most clients do not look for one."""
import os
import signal
import socket
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

path = sys.stdin.buffer.readline().removesuffix(b"\n")
if not path or b"\0" in path or len(path) > 107:
    sys.exit(f"{path} cannot be a socket's path")
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(path)
    listener.listen()
    try:
        while True:
            client, _ = listener.accept()
            with client:
                client.sendall(client.makefile("rb").readline().upper())
    finally:
        os.remove(path)
