/* A solution: the kernel says who has connected. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* answer says who the client is if it belongs to the user guest. */
static void answer(int client, uid_t guest)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    char byte = 0;

    while (byte != '\n' && read(client, &byte, 1) == 1)
        continue;
    if (getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        perror("getsockopt");
    else if (peer.uid != guest)
        dprintf(client, "not for you\n");
    else
        dprintf(client, "user %u, process %d\n", peer.uid, peer.pid);
    close(client);
}

int main(int argc, char *argv[])
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);

    if (argc != 3 || strlen(argv[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: server PATH UID\n");
        return 2;
    }
    strcpy(address.sun_path, argv[1]);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(listener, 5) < 0) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) {
            perror("accept");
            return 1;
        }
        answer(client, atoi(argv[2]));
    }
}
