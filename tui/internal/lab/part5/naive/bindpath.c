// Binds a socket to a path whose end and size are as the caller wants them.
//
//   bindpath PATH LESS    the address's size: that of the family and the path, less
//                         LESS bytes; -1 counts the NUL behind the path, too
//   bindpath              prints the size of sun_path
//
// Each @ in PATH becomes a NUL, which no argument can contain.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv)
{
    // Room for paths that are too long for the structure alone.
    union { struct sockaddr_un un; struct sockaddr any; char bytes[512]; } a = {0};
    char *path = a.bytes + offsetof(struct sockaddr_un, sun_path);
    socklen_t size, reported = sizeof a;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    if (argc < 3) {
        printf("%zu\n", sizeof a.un.sun_path);
        return 0;
    }
    a.un.sun_family = AF_UNIX;
    strncpy(path, argv[1], 300);
    size = path - a.bytes + strlen(path) - atoi(argv[2]);
    for (char *at; (at = strchr(path, '@')); path = at + 1)
        *at = 0;
    if (bind(fd, &a.any, size) != 0) {
        perror("bind");
        return 1;
    }
    getsockname(fd, &a.any, &reported);
    printf("%u\n", reported);
    return 0;
}
