/* Asks the word server by RESP, through hiredis: prints each word and its count.
 *
 *     cc -o resp resp.c -lhiredis && echo the quick | ./resp [PATH]
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <hiredis/hiredis.h>

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/tmp/myservicesocket";
	const char *blanks = " \t\n\v\f\r";
	const char *request[1 + 1024] = {"MGET"};
	struct timeval patience = {.tv_sec = 2};
	char *line = NULL;
	size_t size = 0;
	int n = 1;

	/* hiredis cuts a path that is too long, and may find another server there. */
	if (*path == '\0' || strlen(path) >= sizeof ((struct sockaddr_un *)0)->sun_path)
		fail(path, "a socket's path has 1 to 107 bytes");
	if (getline(&line, &size, stdin) < 0)
		fail("standard input", "it ended before a message came");
	for (char *word = strtok(line, blanks); word; word = strtok(NULL, blanks)) {
		if (n == sizeof request / sizeof request[0])
			fail("standard input", "more words than the server takes at once");
		request[n++] = word;
	}
	if (n == 1)
		fail("standard input", "no words in its first line");

	/* If the server has closed, writing must return an error, not kill us. */
	signal(SIGPIPE, SIG_IGN);
	redisContext *client = redisConnectUnixWithTimeout(path, patience);
	if (client == NULL || client->err)
		fail(path, client ? client->errstr : "no memory");
	redisSetTimeout(client, patience);
	redisReply *reply = redisCommandArgv(client, n, request, NULL);
	if (reply == NULL || reply->type == REDIS_REPLY_ERROR)
		fail(path, reply ? reply->str : client->errstr);
	/* The server chose the type and the size of the reply, so check both. */
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != (size_t)n - 1)
		fail(path, "the reply does not have a count for each word");
	for (int i = 1; i < n; i++) {
		const redisReply *count = reply->element[i - 1];
		if (count->type != REDIS_REPLY_STRING && count->type != REDIS_REPLY_NIL)
			fail(path, "the reply does not have a count for each word");
		printf("%s\t%s\n", request[i], count->type == REDIS_REPLY_NIL ? "0" : count->str);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
