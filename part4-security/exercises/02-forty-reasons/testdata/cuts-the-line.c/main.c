/* Wrong: what fits into the buffer is taken for the line. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void *serve(void *argument)
{
    char line[4097];
    size_t length = 0, i;
    ssize_t n;
    int fd = (int)(intptr_t)argument;

    while (length < sizeof line && (length == 0 || line[length - 1] != '\n') &&
           (n = read(fd, line + length, sizeof line - length)) > 0)
        length += n;
    for (i = 0; i < length; i++)
        line[i] = toupper((unsigned char)line[i]);
    if (write(fd, line, length) < 0)
        perror("write");
    close(fd);
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
        pthread_t thread;
        int fd = accept(listener, NULL, NULL);

        if (fd < 0) {
            perror("accept");
            return 1;
        }
        if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd) == 0)
            pthread_detach(thread);
        else
            close(fd);
    }
}
