<?php

// Wrong: an answer may be as long as it likes.

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
$deadline = hrtime(true) + 3_000_000_000;
stream_set_blocking($socket, false);
$answer = '';
while (!feof($socket)) {
    $left = intdiv($deadline - hrtime(true), 1000);
    $read = [$socket];
    $write = $except = null;
    if ($left <= 0 || stream_select($read, $write, $except, 0, $left) === 0) {
        sorry('no answer in time');
    }
    $answer .= fread($socket, 1 << 20);
}
if ($answer === '') {
    sorry('no answer');
}
echo $answer;
