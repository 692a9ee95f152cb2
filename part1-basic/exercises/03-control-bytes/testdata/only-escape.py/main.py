"""Wrong: the escape is not the only byte that a terminal obeys."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    client, _ = listener.accept()
    with client:
        line = client.makefile("rb").readline()
        line = line.replace(b"\x1b", rb"\x1b").replace(b"\0", rb"\0")
        sys.stdout.buffer.write(b"message: " + line)
        client.sendall(b"I got your message")
