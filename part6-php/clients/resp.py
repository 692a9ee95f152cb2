"""Asks the word server by RESP, through redis-py: prints each word and its count.

    echo the quick | python3 resp.py [PATH]
"""
import sys

import redis

path = sys.argv[1] if len(sys.argv) > 1 else "/tmp/myservicesocket"
words = sys.stdin.buffer.readline().split()
if not words:
    sys.exit("standard input: no words in its first line")

client = redis.Redis(unix_socket_path=path, socket_timeout=2)
try:
    counts = client.mget(words)
except redis.RedisError as problem:
    sys.exit(f"{path}: {problem}")
# The server chose the type and the size of the reply, so check both.
if not isinstance(counts, list) or len(counts) != len(words) or not all(
    count is None or isinstance(count, bytes) for count in counts
):
    sys.exit(f"{path}: the reply does not have a count for each word")
for word, count in zip(words, counts):
    sys.stdout.buffer.write(b"%s\t%s\n" % (word, count or b"0"))
