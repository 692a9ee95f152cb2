"""Wrong: what one read returns is taken for a request."""
import re
import socket
import sys
import threading

REQUEST = re.compile(rb"\*(\d+)\r\n(.*)", re.DOTALL)


def words(text):
    count, text = REQUEST.match(text).groups()
    for _ in range(int(count)):
        length, text = text[1:].split(b"\r\n", 1)
        yield text[:int(length)]
        text = text[int(length) + 2:]


def serve(client):
    with client:
        while text := client.recv(4096):
            match list(words(text)):
                case [b"PING"]:
                    client.sendall(b"+PONG\r\n")
                case [b"ECHO", word]:
                    client.sendall(b"$%d\r\n%s\r\n" % (len(word), word))
                case _:
                    client.sendall(b"-ERR unknown command\r\n")


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
