<?php

// Asks the word service through phpredis, with its defaults.
//
//     php ask.php HOST:PORT

$words = ['the', 'zyzzyva', 'quick'];
[$host, $port] = explode(':', $argv[1]);
$client = new Redis();
$client->connect($host, (int) $port);
$counts = [$client->get($words[0]), ...$client->mget($words)];
$client->close();
echo phpversion('redis'), "\n";
echo implode(' ', array_map(fn ($count) => $count === false ? 'nil' : $count, $counts)), "\n";
