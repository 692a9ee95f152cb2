<?php

// The loop that most examples have: write a line, read until the end of file.
// Do not copy it. It works with a server that closes after its answer, as ours
// does. With one that keeps the connection, fgets() returns false after a timeout
// (60 seconds by default), feof() is false as well, and the loop never ends.
// ../client/client.php has what is missing: a deadline and errors.
//
//     echo the quick | php naive.php [PATH]

$socket = fsockopen('unix://' . ($argv[1] ?? '/tmp/myservicesocket'));
fwrite($socket, fgets(STDIN));
while (!feof($socket)) {
    echo fgets($socket);
}
