/* Asks the word server by the plain message: sends a line, and prints what
 * comes back until the server closes.
 *
 *     cc -o plain plain.c && echo the quick | ./plain [PATH]
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

/* late ends the program; a signal handler must not use stdio. */
static void late(int number)
{
	static const char text[] = "no complete answer within 2 seconds\n";
	(void)number;
	_exit(write(2, text, sizeof text - 1) < 0 ? 2 : 1);
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/tmp/myservicesocket";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char *line = NULL, answer[4096];
	size_t size = 0, total = 0;
	ssize_t n;

	if (*path == '\0' || strlen(path) >= sizeof address.sun_path)
		fail(path, "a socket's path has 1 to 107 bytes");
	strcpy(address.sun_path, path);
	if (getline(&line, &size, stdin) < 0)
		fail("standard input", "it ended before a message came");
	line[strcspn(line, "\n")] = '\0';

	/* One deadline for connecting, writing and reading. */
	signal(SIGALRM, late);
	alarm(2);
	/* If the server has closed, writing must return an error, not kill us. */
	signal(SIGPIPE, SIG_IGN);
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	if (server < 0 || connect(server, (void *)&address, sizeof address) < 0) {
		perror(path);
		return 1;
	}
	/* write may take only some of the bytes; dprintf goes on with the rest. */
	if (dprintf(server, "%s\n", line) < 0) {
		perror("send the message");
		return 1;
	}
	/* read returns what has arrived so far, and 0 at the end. */
	while ((n = read(server, answer, sizeof answer)) > 0)
		total += fwrite(answer, 1, n, stdout);
	if (n < 0 || fflush(stdout) != 0) {
		perror("copy the answer");
		return 1;
	}
	if (total == 0)
		fail(path, "the server closed without an answer");
	return 0;
}
