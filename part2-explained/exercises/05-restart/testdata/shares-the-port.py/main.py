"""Wrong: SO_REUSEPORT lets several servers have the same port."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1])), reuse_port=True) as listener:
    client, _ = listener.accept()
    with client:
        client.makefile("rb").readline()
        client.sendall(b"I got your message")
