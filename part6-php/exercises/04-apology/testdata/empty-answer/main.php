<?php

// Wrong: nothing counts as an answer.

declare(strict_types=1);

/** Prints an apology and exits. */
function sorry(string $why): never
{
    echo "Sorry: $why\n";
    exit(1);
}

if ($argc !== 2) {
    fwrite(STDERR, "usage: php main.php PATH\n");
    exit(2);
}
$line = fgets(STDIN);
$socket = @fsockopen("unix://$argv[1]");
if ($socket === false) {
    sorry('no server');
}
fwrite($socket, $line);
while (!feof($socket)) {
    echo fgets($socket);
}
