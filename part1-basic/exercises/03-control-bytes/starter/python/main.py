"""A server that prints what its client sends. A client can clear your screen: defend
yourself."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    client, _ = listener.accept()
    with client:
        line = client.makefile("rb").readline()
        sys.stdout.buffer.write(b"message: " + line)
        client.sendall(b"I got your message")
