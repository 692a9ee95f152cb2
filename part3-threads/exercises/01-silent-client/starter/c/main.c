/* A server that answers each client's line in capitals. One silent client stops
 * it: mend that. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
    int fd;
    char line[4096];
    size_t length;
};

/* read_line reads up to a newline or the end. */
static void read_line(struct client *client)
{
    char *line = client->line;

    client->length = 0;
    while (client->length < sizeof client->line &&
           read(client->fd, line + client->length, 1) == 1)
        if (line[client->length++] == '\n')
            return;
}

/* answer sends the line in capitals. */
static void *answer(void *argument)
{
    struct client *client = argument;
    size_t i;

    for (i = 0; i < client->length; i++)
        client->line[i] = toupper((unsigned char)client->line[i]);
    if (write(client->fd, client->line, client->length) < 0)
        perror("write");
    close(client->fd);
    free(client);
    return NULL;
}

int main(int argc, char *argv[])
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int yes = 1, listener;

    if (argc != 2) {
        fprintf(stderr, "usage: server PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(atoi(argv[1]));
    listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, 100) < 0) {
        perror("listen");
        return 1;
    }
    for (;;) {
        struct client *client = malloc(sizeof *client);
        pthread_t thread;

        client->fd = accept(listener, NULL, NULL);
        if (client->fd < 0) {
            perror("accept");
            return 1;
        }
        read_line(client);
        pthread_create(&thread, NULL, answer, client);
        pthread_detach(thread);
    }
}
