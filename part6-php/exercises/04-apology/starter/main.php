<?php

// A client with the naive loop: it works as long as the server does.

declare(strict_types=1);

if ($argc !== 2) {
    fwrite(STDERR, "usage: php main.php PATH\n");
    exit(2);
}
$line = fgets(STDIN);
$socket = fsockopen("unix://$argv[1]");
fwrite($socket, $line);
// TODO: an answer or an apology within two seconds, whatever the server does.
while (!feof($socket)) {
    echo fgets($socket);
}
