/* A client for the tests: client HOST PORT, or client PATH. It sends a line
   from standard input and shows what comes back until the server closes. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int give_up(const char *call)
{
    perror(call);
    return 1;
}

int main(int argc, char **argv)
{
    struct sockaddr_in port = { .sin_family = AF_INET };
    struct sockaddr_un file = { .sun_family = AF_UNIX };
    struct sockaddr *address = (struct sockaddr *)&file;
    socklen_t size = sizeof file;
    char buffer[256];
    ssize_t n;

    if (argc == 3) {
        port.sin_port = htons((unsigned short)atoi(argv[2]));
        if (inet_pton(AF_INET, argv[1], &port.sin_addr) != 1)
            return 2;
        address = (struct sockaddr *)&port;
        size = sizeof port;
    } else if (argc == 2 && strlen(argv[1]) < sizeof file.sun_path) {
        strcpy(file.sun_path, argv[1]);
    } else {
        return 2;
    }

    int transfer = socket(address->sa_family, SOCK_STREAM, 0);
    if (transfer < 0)
        return give_up("socket");
    if (connect(transfer, address, size) < 0)
        return give_up("connect");
    if (!fgets(buffer, sizeof buffer, stdin))
        return 1;
    if (write(transfer, buffer, strlen(buffer)) < 0)
        return give_up("write");
    while ((n = read(transfer, buffer, sizeof buffer)) > 0)
        fwrite(buffer, 1, (size_t)n, stdout);
    if (n < 0)
        return give_up("read");
    return close(transfer);
}
