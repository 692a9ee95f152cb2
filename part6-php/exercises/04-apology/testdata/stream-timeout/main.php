<?php

// Wrong: the timeout begins anew with each byte.

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
stream_set_timeout($socket, 1, 500_000);
$answer = '';
while (!feof($socket)) {
    $answer .= fgets($socket);
    if (stream_get_meta_data($socket)['timed_out'] || strlen($answer) > 1 << 20) {
        sorry('no answer in time');
    }
}
if ($answer === '') {
    sorry('no answer');
}
echo $answer;
