"""Asks the word server by RESP, through redis-py: prints each word and its count.

    echo the quick | python3 resp.py [PATH]
"""
import sys

import redis

path = sys.argv[1] if len(sys.argv) > 1 else "/tmp/myservicesocket"
words = sys.stdin.readline().split() or sys.exit("standard input: no words in its first line")

client = redis.Redis(unix_socket_path=path, socket_timeout=2, decode_responses=True)
try:
    counts = client.mget(words)
except redis.RedisError as problem:
    sys.exit(f"{path}: {problem}")
for word, count in zip(words, counts):
    print(word, count or 0, sep="\t")
