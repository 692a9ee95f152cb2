/* It holds a list in memory, and forks a process for each client that reads or writes all of it
 * when the client says so, and answers with the sum. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE (16 << 20)

static void serve(int client, char *list)
{
    char line[64];
    int i, sum = 0;

    while (read(client, line, sizeof line) > 0) {
        for (i = 0; i < SIZE; i++)
            if (line[0] == 'w')
                list[i]++;
            else
                sum += list[i];
        dprintf(client, "%d\n", sum);
    }
}

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char *list = malloc(SIZE);

    memset(list, 1, SIZE);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 5) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) < 0) {
        perror("listen");
        return 1;
    }
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        int client = accept(listener, NULL, NULL);

        if (fork() == 0) {
            serve(client, list);
            _exit(0);
        }
        close(client);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
    }
}
