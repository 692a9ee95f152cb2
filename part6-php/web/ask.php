<?php

// Ask holds the conversation of this series from PHP: connect to the
// socket file, write one line, read until the server closes. The
// command-line client and the page share it.

declare(strict_types=1);

/** No answer that can be used; the message says why and what to do. */
class Unavailable extends RuntimeException {}

/** The server is there, but the time for its answer is over. */
class TimedOut extends Unavailable {}

/**
 * What a conversation may take in all. Whatever ails the server, a visitor has
 * the page, or an apology, within two seconds; the rest of them is PHP's.
 */
const PATIENCE_SECONDS = 1.5;

/**
 * Bytes in a message. The server refuses more (-max-line), and so many always
 * fit into the socket's buffer: writing them cannot hang.
 */
const LONGEST_MESSAGE = 4096;

/** Bytes in an answer: without end, it must not fill the memory. */
const LONGEST_ANSWER = 1024 * 1024;

/** Bytes in a path: the kernel's room for it, less the final zero. */
const LONGEST_PATH = PHP_OS_FAMILY === 'Linux' ? 107 : 103;

// The reasons why nobody answers, by the numbers that the kernel gives them.
const ENOENT = 2;
const EACCES = 13;
const EAGAIN = PHP_OS_FAMILY === 'Linux' ? 11 : 35;
const ECONNREFUSED = PHP_OS_FAMILY === 'Linux' ? 111 : 61;

/**
 * Sends $text as one line to the server at $path and returns all it answers.
 *
 * @throws Unavailable when there is no answer, TimedOut when it takes too long
 * @throws LengthException when $text is longer than a message may be
 */
function ask(string $path, string $text): string
{
    $line = oneLine($text);
    // One deadline for everything. The timeouts of PHP's streams start anew
    // with every byte: a server that sends one a second would hold us.
    $deadline = hrtime(true) + (int) (PATIENCE_SECONDS * 1_000_000_000);
    $socket = connect($path, $deadline);
    try {
        // A server that is too busy says so and closes before it reads. Then
        // this write fails, with a warning (@), but the answer is there.
        @fwrite($socket, $line);

        // From here on fgets() returns what has come, if only half a line.
        stream_set_blocking($socket, false);
        $answer = '';
        while (!feof($socket)) {
            awaitBytes($socket, $deadline);
            // @: if the server has died, feof() will say so, too.
            $answer .= @fgets($socket, 1024);
            if (strlen($answer) > LONGEST_ANSWER) {
                throw new Unavailable('the answer is longer than 1 MiB: '
                    . "is it the word server that listens on $path?");
            }
        }
    } finally {
        fclose($socket);
    }
    if ($answer === '') {
        throw new Unavailable('the server closed without an answer');
    }
    return $answer;
}

/**
 * Makes one line of $text, and only one: a line break in it would begin a
 * second request, a leading * the server's other protocol.
 */
function oneLine(string $text): string
{
    if (strlen($text) > LONGEST_MESSAGE) {
        throw new LengthException('the message is longer than the '
            . LONGEST_MESSAGE . ' bytes that the server takes');
    }
    return preg_replace('/[\r\n\0]|^\*/', ' ', $text) . "\n";
}

/**
 * Connects to the socket file at $path.
 *
 * @return resource
 */
function connect(string $path, int $deadline)
{
    // PHP would cut off a path that is too long, or at a zero byte, and
    // connect to whoever listens on the rest.
    if (strlen($path) > LONGEST_PATH || str_contains($path, "\0")) {
        throw new Unavailable(sprintf(
            "a socket's path has up to %d bytes, none of them zero; this "
            . 'one has %d: choose a shorter one',
            LONGEST_PATH,
            strlen($path),
        ));
    }
    $pause = 5_000;
    do {
        // @: what the warning would print into the page is in $reason too.
        $socket = @stream_socket_client(
            "unix://$path",
            $errno,
            $reason,
            PATIENCE_SECONDS,
        );
        if ($socket !== false) {
            return $socket;
        }
        if ($errno !== EAGAIN) {
            throw new Unavailable(whyNot($path, $errno, $reason));
        }
        // The queue of those who wait is full. That may pass: try again.
        usleep($pause);
        $pause = min(2 * $pause, 250_000);
    } while (hrtime(true) < $deadline);
    throw new TimedOut(sprintf(
        'the server on %s is overrun: no place in its queue for %.1f seconds',
        $path,
        PATIENCE_SECONDS,
    ));
}

/** Says in a sentence why connecting failed, and what mends it. */
function whyNot(string $path, int $errno, string $reason): string
{
    return match ($errno) {
        ENOENT => !is_dir(dirname($path))
            ? 'there is no folder ' . dirname($path)
            : "the server is not running: there is no $path; "
            . "start it with: go run ./part6-php/server $path",
        EACCES => "permission denied on $path: let this user's group in "
            . '(server -mode 0660 -group www-data), or for a test '
            . "everyone: chmod a+rw $path",
        ECONNREFUSED => filetype($path) !== 'socket'
            ? "$path is no socket: it is the name of something else"
            : "nobody listens on $path: the server that left it "
            . "has died; start it with: go run ./part6-php/server $path",
        default => "cannot connect to $path: $reason",
    };
}

/**
 * Waits until there is something to read, but not beyond the deadline.
 *
 * @param resource $socket
 */
function awaitBytes($socket, int $deadline): void
{
    $microseconds = intdiv($deadline - hrtime(true), 1000);
    $read = [$socket];
    $write = $except = null;
    // A signal may interrupt the wait, with a warning (@): then the caller
    // finds nothing to read and comes back.
    if (
        $microseconds <= 0
        || @stream_select($read, $write, $except, 0, $microseconds) === 0
    ) {
        throw new TimedOut(sprintf(
            'the server did not finish its answer within %.1f seconds',
            PATIENCE_SECONDS,
        ));
    }
}
