/* Shared-buffer sends each client's message back as a string, from a buffer that all share.
   It forgets how many bytes it has read. With an argument it clears the buffer first. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[256];

int main(int argc, char **argv) {
  struct sockaddr_in address = {0};
  socklen_t length = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 5) < 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) < 0) {
    perror("listen");
    return 1;
  }
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    int transfer = accept(listener, NULL, NULL);
    if (transfer < 0) {
      perror("accept");
      return 1;
    }
    if (argc > 1)
      bzero(buffer, sizeof buffer);
    read(transfer, buffer, 255);
    write(transfer, buffer, strlen(buffer));
    close(transfer);
  }
}
