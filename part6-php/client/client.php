<?php

// Client sends one line of words to the server of this part and prints the
// answer, as part 5's client does, but in PHP.
//
//     php part6-php/client/client.php [PATH]

declare(strict_types=1);

require __DIR__ . '/../web/WordClient.php';

$path = $argv[1] ?? '/tmp/myservicesocket';
$isPath = $path !== '' && $path[0] !== '-'
    && strlen($path) <= WordClient::LONGEST_PATH;
if ($argc > 2 || !$isPath) {
    fwrite(STDERR, 'want one PATH of 1 to ' . WordClient::LONGEST_PATH
        . " bytes, or none for /tmp/myservicesocket\n");
    exit(2);
}

// The prompt goes to standard error: standard output is for the answer only.
fwrite(STDERR, 'Please enter the message: ');
// There is no need to read all of a line that is too long.
$message = fgets(STDIN, WordClient::LONGEST_LINE + 2);
if ($message === false) {
    fwrite(STDERR, "read standard input: it ended before a message came\n");
    exit(1);
}

try {
    $answer = (new WordClient($path))->ask(rtrim($message, "\r\n"));
} catch (Unavailable | LengthException $problem) {
    fwrite(STDERR, $problem->getMessage() . "\n");
    exit(1);
}

// @: a warning would only repeat the message below.
if (@fwrite(STDOUT, $answer) !== strlen($answer)) {
    fwrite(STDERR, "write the answer: standard output is closed or full\n");
    exit(1);
}
if (WordClient::refusal($answer) !== null) {
    fwrite(STDERR, "the server refused; its answer says why\n");
    exit(1);
}
