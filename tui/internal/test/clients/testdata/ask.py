# Asks the word service through redis-py, with its defaults.
#
#   python3 ask.py HOST:PORT

import sys

import redis

words = ["the", "zyzzyva", "quick"]
host, port = sys.argv[1].split(":")
client = redis.Redis(host=host, port=int(port))
counts = [client.get(words[0]), *client.mget(words)]
client.close()
print(redis.__version__)
print(*("nil" if count is None else count.decode() for count in counts))
