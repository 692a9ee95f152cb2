<?php

// Solution prints the whole answer of a server, or an apology within two seconds.

declare(strict_types=1);

const PATIENCE_SECONDS = 1.5;
const LONGEST_ANSWER = 1024 * 1024;

/** Prints an apology and exits. */
function sorry(string $why): never
{
    echo "Sorry: $why\n";
    exit(1);
}

/** Sends a line to the server at $path and returns its whole answer. */
function ask(string $path, string $line): string
{
    $deadline = hrtime(true) + (int) (PATIENCE_SECONDS * 1_000_000_000);
    $socket = @stream_socket_client("unix://$path", $code, $reason, PATIENCE_SECONDS);
    if ($socket === false) {
        sorry("cannot connect to $path: $reason");
    }
    fwrite($socket, $line);
    stream_set_blocking($socket, false);
    $answer = '';
    while (!feof($socket)) {
        $left = intdiv($deadline - hrtime(true), 1000);
        $read = [$socket];
        $write = $except = null;
        if ($left <= 0 || stream_select($read, $write, $except, 0, $left) === 0) {
            sorry('the server did not finish its answer in time');
        }
        $answer .= fread($socket, 8192);
        if (strlen($answer) > LONGEST_ANSWER) {
            sorry('the answer is longer than 1 MiB');
        }
    }
    return $answer;
}

if ($argc !== 2) {
    fwrite(STDERR, "usage: php main.php PATH\n");
    exit(2);
}
$line = fgets(STDIN);
$answer = ask($argv[1], $line);
if ($answer === '') {
    sorry('the server closed without an answer');
}
echo $answer;
