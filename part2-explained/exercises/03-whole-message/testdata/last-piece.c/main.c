/* Wrong: each read begins at the buffer's start, over what the last one brought. */
#include <arpa/inet.h>
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

static void answer(int client)
{
    char message[256];
    ssize_t n;

    do
        n = read(client, message, sizeof message);
    while (n > 0 && message[n - 1] != '\n');
    if (n < 0)
        n = 0;
    printf("message: %.*s", (int)n, message);
    if (write(client, "I got your message", 18) < 0)
        perror("write");
}

int main(int argc, char *argv[])
{
    int client;

    if (argc != 2) {
        fprintf(stderr, "usage: server PORT\n");
        return 2;
    }
    client = accept(listen_on(atoi(argv[1])), NULL, NULL);
    if (client < 0) {
        perror("accept");
        return 1;
    }
    answer(client);
    close(client);
    return 0;
}
