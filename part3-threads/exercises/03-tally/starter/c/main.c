/* A server that answers each line with how often it has come. It counts for
 * each client on its own: let it count for all together. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* entry is a line and how often it has come. */
struct entry {
    char *line;
    int count;
    struct entry *next;
};

/* add counts a line and returns how often it has come so far. */
static int add(struct entry **tally, const char *line)
{
    struct entry *entry;

    for (entry = *tally; entry; entry = entry->next)
        if (strcmp(entry->line, line) == 0)
            return ++entry->count;
    entry = malloc(sizeof *entry);
    entry->line = strdup(line);
    entry->count = 1;
    entry->next = *tally;
    *tally = entry;
    return 1;
}

/* serve answers each line of a client with how often it has come. */
static void *serve(void *argument)
{
    int fd = *(int *)argument;
    FILE *client = fdopen(fd, "r");
    struct entry *tally = NULL; /* TODO: one for all clients */
    char *line = NULL;
    size_t size = 0;

    free(argument); /* main has allocated it for this thread alone */
    while (getline(&line, &size, client) > 0) {
        line[strcspn(line, "\n")] = '\0';
        dprintf(fd, "%d\n", add(&tally, line));
    }
    free(line);
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
