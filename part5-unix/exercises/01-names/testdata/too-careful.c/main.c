/* Wrong: the NUL is counted twice. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* answer returns a client's line in capitals. */
static void answer(int client)
{
    char byte = 0;

    while (byte != '\n' && read(client, &byte, 1) == 1) {
        char capital = toupper((unsigned char)byte);
        if (write(client, &capital, 1) < 0)
            break;
    }
    close(client);
}

int main(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *path = NULL;
    size_t room = 0;
    ssize_t length = getline(&path, &room, stdin) - 1;
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);

    if (length < 0)
        return 1;
    path[length] = 0; /* the newline */

    if (length == 0 || path[0] == '@' || strlen(path) != (size_t)length ||
        (size_t)length + 1 >= sizeof address.sun_path) {
        fprintf(stderr, "this cannot be a path of a socket\n");
        return 1;
    }
    strcpy(address.sun_path, path);
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
        answer(client);
    }
}
