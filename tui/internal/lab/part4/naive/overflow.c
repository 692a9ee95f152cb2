/* A server of 1990: it reads a name with gets, which cannot know how long the buffer
 * is. With the argument "bounded" it reads with fgets, which is told. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

char *gets(char *); /* C11 removed it from stdio.h, libraries still have it */

struct visitor {
	char name[16];
	char admin; /* the 17th byte */
};

/* greet reads a name and answers it. */
__attribute__((noinline)) static void greet(int bounded, FILE *out)
{
	struct visitor v;

	v.admin = 0;
	if (bounded ? !fgets(v.name, sizeof v.name, stdin) : !gets(v.name))
		return;
	v.name[strcspn(v.name, "\n")] = 0;
	fprintf(out, "%s %.40s\n", v.admin ? "admin" : "guest", v.name);
	fflush(out);
}

/* serve has the conversation with one client, on standard input as inetd would. */
__attribute__((noinline)) static void serve(int conn, int bounded)
{
	FILE *out = fdopen(dup(conn), "w");
	char rest[256];

	dup2(conn, 0);
	clearerr(stdin);
	greet(bounded, out);
	fclose(out);
	shutdown(conn, SHUT_WR); /* bytes left unread would turn close into a reset */
	while (read(conn, rest, sizeof rest) > 0)
		;
	close(conn);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t size = sizeof a;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&a, size) || listen(listener, 5) ||
	    getsockname(listener, (struct sockaddr *)&a, &size)) {
		perror("listen");
		return 1;
	}
	setvbuf(stdin, 0, _IONBF, 0); /* what one client sent is not for the next one */
	printf("listening on 127.0.0.1:%d\n", ntohs(a.sin_port));
	fflush(stdout);
	for (;;)
		serve(accept(listener, 0, 0), argc > 1);
}
