/* Wrong: htons for everything. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* address returns 127.0.0.1 and the port as the kernel wants them. */
static struct sockaddr_in address(uint16_t port)
{
    static const unsigned char loopback[] = {127, 0, 0, 1};
    struct sockaddr_in address = {0};

    address.sin_family = htons(AF_INET);
    address.sin_port = htons(port);
    memcpy(&address.sin_addr, loopback, sizeof loopback);
    return address;
}

/* listen_on returns a socket that listens at the address. */
static int listen_on(struct sockaddr_in address)
{
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) {
        perror("bind");
        exit(1);
    }
    if (listen(listener, 5) < 0) {
        perror("listen");
        exit(1);
    }
    return listener;
}

int main(int argc, char *argv[])
{
    char message[255];
    int client;

    if (argc != 2) {
        fprintf(stderr, "usage: server PORT\n");
        return 2;
    }
    client = accept(listen_on(address(atoi(argv[1]))), NULL, NULL);
    if (client < 0 || read(client, message, sizeof message) < 0 ||
        write(client, "I got your message", 18) < 0) {
        perror("client");
        return 1;
    }
    close(client);
    return 0;
}
