/* A server: it listens. The conversation is missing. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* listen_on returns a socket that listens on the port of 127.0.0.1. */
static int listen_on(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, 5) < 0) {
        perror("listen");
        exit(1);
    }
    return listener;
}

int main(int argc, char *argv[])
{
    int listener;

    if (argc != 2) {
        fprintf(stderr, "usage: server PORT\n");
        return 2;
    }
    listener = listen_on(atoi(argv[1]));

    /* TODO: accept a client, read its line, answer it in capitals, and close. */
    close(listener);
    return 0;
}
