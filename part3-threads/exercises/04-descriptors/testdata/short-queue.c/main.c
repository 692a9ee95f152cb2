/* Wrong: the queue of the listening socket has room for a few clients only. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* serve answers each line of a client with its length. */
static void *serve(void *argument)
{
    int fd = *(int *)argument, letter, length = 0;
    FILE *client = fdopen(fd, "r");

    free(argument); /* main has allocated it for this thread alone */
    while ((letter = getc(client)) != EOF)
        if (letter != '\n') {
            length++;
        } else {
            dprintf(fd, "%d\n", length);
            length = 0;
        }
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
        listen(fd, 5) < 0) {
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
            perror("accept"); /* most likely no descriptor is left */
            free(client);
            usleep(50000);
            continue;
        }
        pthread_create(&thread, NULL, serve, client);
        pthread_detach(thread);
    }
}
