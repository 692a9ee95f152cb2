"""Wrong: an empty path is one that the kernel replaces."""
import socket
import sys

path = sys.stdin.buffer.readline().removesuffix(b"\n")
if path.startswith(b"@") or b"\0" in path or len(path) > 107:
    sys.exit(f"{path} cannot be a socket's path")
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(path)
    listener.listen()
    while True:
        client, _ = listener.accept()
        with client:
            client.sendall(client.makefile("rb").readline().upper())
