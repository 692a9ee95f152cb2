"""A solution: the bytes are printed as Python writes them in a program."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    client, _ = listener.accept()
    with client:
        line = client.makefile("rb").readline()
        print(f"message: {line!r}")
        client.sendall(b"I got your message")
