/* Asks the word service through hiredis, with its defaults.
 *
 *   ask HOST PORT
 */
#include <stdio.h>
#include <stdlib.h>
#include <hiredis/hiredis.h>

static redisContext *client;

static redisReply *ask(const char *request)
{
	redisReply *reply = redisCommand(client, request);
	if (reply == NULL || reply->type == REDIS_REPLY_ERROR) {
		fprintf(stderr, "%s: %s\n", request, reply ? reply->str : client->errstr);
		exit(1);
	}
	return reply;
}

static void print(const redisReply *count)
{
	printf(" %s", count->type == REDIS_REPLY_NIL ? "nil" : count->str);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	client = redisConnect(argv[1], atoi(argv[2]));
	if (client == NULL || client->err) {
		fprintf(stderr, "%s\n", client ? client->errstr : "no memory");
		return 1;
	}
	redisReply *one = ask("GET the"), *counts = ask("MGET the zyzzyva quick");
	printf("%d.%d.%d\n%s", HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH, one->str);
	for (size_t i = 0; i < counts->elements; i++)
		print(counts->element[i]);
	printf("\n");
	freeReplyObject(one);
	freeReplyObject(counts);
	redisFree(client);
	return 0;
}
