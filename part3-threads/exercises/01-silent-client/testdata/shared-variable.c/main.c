/* Wrong: every thread gets a pointer to the same variable. */
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

static void *serve(void *argument)
{
    char line[4096];
    size_t length = 0, i;
    int fd;

    usleep(50000); /* what else a thread does before it looks */
    fd = *(int *)argument;
    while (length < sizeof line && read(fd, line + length, 1) == 1)
        if (line[length++] == '\n')
            break;
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
        static int fd;
        pthread_t thread;

        fd = accept(listener, NULL, NULL);
        if (fd < 0) {
            perror("accept");
            return 1;
        }
        pthread_create(&thread, NULL, serve, &fd);
        pthread_detach(thread);
    }
}
