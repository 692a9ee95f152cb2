/* Wrong: the parent does not close its descriptor of the connection. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void serve(int fd)
{
    FILE *client = fdopen(fd, "r");
    char line[4096], *letter;

    while (fgets(line, sizeof line, client)) {
        if (strcmp(line, "crash\n") == 0)
            _exit(3); /* stands for a bug */
        for (letter = line; *letter; letter++)
            *letter = toupper((unsigned char)*letter);
        dprintf(fd, "%s", line);
    }
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
    int listener, client;

    if (argc != 2) {
        fprintf(stderr, "usage: server PORT\n");
        return 2;
    }
    signal(SIGCHLD, SIG_IGN);
    listener = listen_on(argv[1]);
    for (;;) {
        client = accept(listener, NULL, NULL);
        if (client < 0) {
            perror("accept");
            return 1;
        }
        if (fork() == 0) {
            close(listener);
            serve(client);
            _exit(0);
        }
    }
}
