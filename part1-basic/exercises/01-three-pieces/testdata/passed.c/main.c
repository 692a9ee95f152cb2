/* A solution: it reads until a read returns 0, the end of the stream. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    char line[256], buffer[256];
    struct sockaddr_in server = {.sin_family = AF_INET};
    ssize_t n;
    int fd;

    if (argc != 3) {
        fprintf(stderr, "usage: client HOST PORT\n");
        return 2;
    }
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    server.sin_port = htons(atoi(argv[2]));
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0) {
        perror("connect");
        return 1;
    }
    if (!fgets(line, sizeof line, stdin))
        return 1;
    if (write(fd, line, strlen(line)) < 0) {
        perror("write");
        return 1;
    }

    while ((n = read(fd, buffer, sizeof buffer)) > 0)
        fwrite(buffer, 1, n, stdout);
    if (n < 0) {
        perror("read");
        return 1;
    }
    close(fd);
    return 0;
}
