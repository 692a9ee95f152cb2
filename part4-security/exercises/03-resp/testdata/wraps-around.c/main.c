/* Wrong: a length is kept in 32 bits before it is compared with the limit. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* number reads a line with a mark and a number: -1 at the end, -2 if it is more
   than most. */
static int number(FILE *in, char mark, int most)
{
    char line[32];
    int n;

    if (!fgets(line, sizeof line, in) || line[0] != mark)
        return -1;
    n = (int)strtoll(line + 1, NULL, 10);
    return n < 0 || n > most ? -2 : n;
}

/* request answers a request: 0, or why that did not work, as number says. */
static int request(FILE *in, FILE *out)
{
    char words[16][259];
    int i, lengths[16], count = number(in, '*', 16);

    if (count == -2)
        fputs("-ERR Protocol error: a request has at most 16 words\r\n", out);
    if (count < 0)
        return count;
    for (i = 0; i < count; i++) {
        lengths[i] = number(in, '$', 256);
        if (lengths[i] == -2)
            fputs("-ERR Protocol error: a word has at most 256 bytes\r\n", out);
        if (lengths[i] < 0)
            return lengths[i];
        if (fread(words[i], 1, lengths[i] + 2, in) < (size_t)lengths[i] + 2)
            return -1;
    }
    if (count == 1 && lengths[0] == 4 && !memcmp(words[0], "PING", 4)) {
        fputs("+PONG\r\n", out);
    } else if (count == 2 && lengths[0] == 4 && !memcmp(words[0], "ECHO", 4)) {
        fprintf(out, "$%d\r\n", lengths[1]);
        fwrite(words[1], 1, lengths[1] + 2, out);
    } else {
        fputs("-ERR unknown command\r\n", out);
    }
    return 0;
}

static void *serve(void *argument)
{
    int fd = (int)(intptr_t)argument;
    FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");

    while (request(in, out) == 0)
        fflush(out);
    fclose(out);
    fclose(in);
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
