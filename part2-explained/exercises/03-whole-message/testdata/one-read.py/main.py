"""Wrong: what has come first is taken for the message."""
import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    client, _ = listener.accept()
    with client:
        message = client.recv(255)
        print(f"message: {message!r}")
        client.sendall(b"I got your message")
