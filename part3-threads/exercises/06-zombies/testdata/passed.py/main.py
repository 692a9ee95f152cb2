"""A server with a process for each client, whose exit codes the kernel does not
keep."""
import os
import signal
import socket
import sys

def serve(client):
    with client, client.makefile("rb") as lines:
        for line in lines:
            if line == b"crash\n":
                os._exit(3)  # stands for a bug
            client.sendall(line.upper())


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100) as listener:
    while True:
        client, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            serve(client)
            os._exit(0)
        client.close()
