"""Right: each number is checked before anything is read for it."""
import socket
import sys
import threading

MAX_WORDS = 16
MAX_WORD = 256


class Broken(Exception):
    """A request breaks the rules of the protocol."""


def read_number(stream, mark, most, too_many):
    line = stream.readline(32)
    if not line:
        raise EOFError
    if line[:1] != mark or line[-2:] != b"\r\n" or not line[1:-2].isdigit():
        raise Broken("want %s and a number" % mark.decode())
    number = int(line[1:-2])
    if number > most:
        raise Broken(too_many)
    return number


def read_word(stream):
    length = read_number(stream, b"$", MAX_WORD,
                         "a word has at most %d bytes" % MAX_WORD)
    word = stream.read(length + 2)
    if len(word) < length + 2:
        raise EOFError
    if word[length:] != b"\r\n":
        raise Broken("a word is longer than its length")
    return word[:length]


def read_request(stream):
    count = read_number(stream, b"*", MAX_WORDS,
                        "a request has at most %d words" % MAX_WORDS)
    return [read_word(stream) for _ in range(count)]


def answer(request):
    match request:
        case [b"PING"]:
            return b"+PONG\r\n"
        case [b"ECHO", word]:
            return b"$%d\r\n%s\r\n" % (len(word), word)
    return b"-ERR unknown command\r\n"


def serve(client):
    with client, client.makefile("rb") as stream:
        try:
            while True:
                client.sendall(answer(read_request(stream)))
        except Broken as why:
            client.sendall(b"-ERR Protocol error: %s\r\n" % str(why).encode())
        except (EOFError, ConnectionError):
            pass  # the client has left


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
