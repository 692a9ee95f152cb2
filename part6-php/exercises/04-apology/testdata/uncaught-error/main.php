<?php

// Wrong: it does not look whether it is connected.

declare(strict_types=1);

if ($argc !== 2) {
    fwrite(STDERR, "usage: php main.php PATH\n");
    exit(2);
}
$line = fgets(STDIN);
$socket = @fsockopen("unix://$argv[1]");
if ($socket) {
    fwrite($socket, $line);
}
while (!feof($socket)) {
    echo fgets($socket);
}
