<?php

// Asks the word server by RESP, through phpredis: prints each word and its count.
// ../client/client.php asks it by the plain message.
//
//     echo the quick | php resp.php [PATH]

declare(strict_types=1);

$path = $argv[1] ?? '/tmp/myservicesocket';
// phpredis cuts a longer path, and takes one without the / for a host.
if (!str_starts_with($path, '/') || strlen($path) > 107) {
    fwrite(STDERR, "$path: want a path of at most 107 bytes that begins with /\n");
    exit(1);
}
$words = preg_split('/\s+/', (string) fgets(STDIN), -1, PREG_SPLIT_NO_EMPTY);
if ($words === []) {
    fwrite(STDERR, "standard input: no words in its first line\n");
    exit(1);
}

$client = new Redis();
try {
    $client->connect($path, 0, 2, null, 0, 2); // seconds to connect, and to read
    $counts = $client->mget($words);
    if ($counts === false) {
        throw new RedisException($client->getLastError() ?? 'no reply to MGET');
    }
    // The server chose the size of the reply, and phpredis also accepts items that
    // are not strings. The pattern matches false, too, which becomes an empty text.
    if (count(preg_grep('/^\d*$/', $counts)) !== count($words)
        || count($counts) !== count($words)) {
        throw new RedisException('the reply does not have a count for each word');
    }
} catch (RedisException $problem) {
    fwrite(STDERR, "$path: {$problem->getMessage()}\n");
    exit(1);
}
foreach ($words as $i => $word) {
    echo $word, "\t", $counts[$i] === false ? 0 : $counts[$i], "\n";
}
