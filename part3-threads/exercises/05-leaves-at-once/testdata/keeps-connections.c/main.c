/* Wrong: a client that has asked for nothing is never closed. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* serve gives a client its word as often as it asks for it. */
static void *serve(void *argument)
{
    int fd = *(int *)argument, times;
    FILE *client = fdopen(fd, "r");
    char word[100];

    free(argument); /* main has allocated it for this thread alone */
    if (fscanf(client, "%d %99s", &times, word) != 2)
        return NULL;
    while (times-- > 0)
        if (dprintf(fd, "%s\n", word) < 0)
            break; /* the client has left */
    fclose(client);
    return NULL;
}

/* listen_on returns a socket that listens on a port of this machine. */
static int listen_on(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int yes = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(atoi(port));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(fd, 100) < 0) {
        perror("listen");
        exit(1);
    }
    return fd;
}

int main(int argc, char *argv[])
{
    int listener;

    if (argc != 2) {
        fprintf(stderr, "usage: server PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    listener = listen_on(argv[1]);
    for (;;) {
        int *client = malloc(sizeof *client);
        pthread_t thread;

        *client = accept(listener, NULL, NULL);
        if (*client < 0) {
            perror("accept");
            return 1;
        }
        pthread_create(&thread, NULL, serve, client);
        pthread_detach(thread);
    }
}
