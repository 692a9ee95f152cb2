<?php

// Wrong: a silent server holds it for as long as it likes.

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
$answer = stream_get_contents($socket, 1 << 20);
if ($answer === '') {
    sorry('no answer');
}
echo $answer;
