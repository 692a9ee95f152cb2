"""Right: an exception ends one thread, "with" closes and unlocks, and a lock guards
the votes."""
import collections
import socket
import sys
import threading

votes = collections.Counter()
lock = threading.Lock()


def pick(line):
    """Stands for code of others: it raises IndexError for some numbers."""
    number, *words = line.split()
    return ([None] + words)[int(number) or len(line)]


def vote(line):
    with lock:
        word = pick(line)
        votes[word] += 1
        return word, votes[word]


def serve(client):
    with client, client.makefile("rb") as lines:
        for line in lines:
            try:
                client.sendall(b"%s %d\n" % vote(line))
            except (IndexError, ValueError):
                return


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
