/* A solution: chmod between bind and listen. */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* answer returns a client's line in capitals and adds it to the log. */
static void answer(int client, const char *name)
{
    int file = open(name, O_CREAT | O_APPEND | O_WRONLY, 0644);
    char byte = 0;

    while (byte != '\n' && read(client, &byte, 1) == 1) {
        char capital = toupper((unsigned char)byte);
        if (write(file, &byte, 1) < 0 || write(client, &capital, 1) < 0)
            break;
    }
    close(file);
    close(client);
}

int main(int argc, char *argv[])
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    char name[200];

    if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: server PATH\n");
        return 2;
    }
    strcpy(address.sun_path, argv[1]);
    snprintf(name, sizeof name, "%s.log", argv[1]);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
        chmod(argv[1], 0600) < 0 || listen(listener, 5) < 0) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) {
            perror("accept");
            return 1;
        }
        answer(client, name);
    }
}
