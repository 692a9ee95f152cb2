<?php

// Ask has the conversation of this series in PHP: connect to the socket file,
// write one line, read until the server closes. The command-line client and
// the page share it. Package message of part 4 has the same rules in Go.

declare(strict_types=1);

/** There is no usable answer. The message says why and what to do. */
class Unavailable extends RuntimeException {}

/** The server did not answer in time. */
class TimedOut extends Unavailable {}

/**
 * The time for a whole conversation. Whatever is wrong with the server, a visitor
 * gets the page, or an apology, within two seconds; PHP needs the rest of them.
 */
const PATIENCE_SECONDS = 1.5;

/**
 * Bytes in a message. The server refuses longer ones (-max-line). A message of
 * this size always fits in the socket's buffer, so writing it cannot block.
 */
const LONGEST_MESSAGE = 4096;

/** Bytes in an answer: an endless one must not fill the memory. */
const LONGEST_ANSWER = 1024 * 1024;

/** Bytes in a path: the size of sun_path less the final NUL. */
const LONGEST_PATH = PHP_OS_FAMILY === 'Linux' ? 107 : 103;

// The kernel's error numbers for the ways in which connecting can fail.
const ENOENT = 2;
const EACCES = 13;
const EAGAIN = PHP_OS_FAMILY === 'Linux' ? 11 : 35;
const ECONNREFUSED = PHP_OS_FAMILY === 'Linux' ? 111 : 61;

/**
 * Sends $text as one line to the server at $path and returns the whole answer.
 *
 * @throws Unavailable if there is no answer, TimedOut if it takes too long
 * @throws LengthException if $text is longer than a message may be
 */
function ask(string $path, string $text): string
{
    $line = oneLine($text);
    // One deadline for everything. The timeout of a PHP stream starts again with
    // each byte, so a server that sends a byte a second could hold us forever.
    $deadline = hrtime(true) + (int) (PATIENCE_SECONDS * 1_000_000_000);
    $socket = connect($path, $deadline);
    try {
        // A busy server sends its refusal and closes before it reads. Then this
        // write fails, with a warning (@), but the answer has arrived.
        @fwrite($socket, $line);

        // From here on fgets() returns what has arrived, even half a line.
        stream_set_blocking($socket, false);
        $answer = '';
        while (!feof($socket)) {
            awaitBytes($socket, $deadline);
            // @: if the server has died, feof() returns true as well.
            $answer .= @fgets($socket, 1024);
            if (strlen($answer) > LONGEST_ANSWER) {
                throw new Unavailable('the answer is longer than 1 MiB; '
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
 * Turns $text into exactly one line. A line break in it would begin a second
 * request, and a leading * would begin the server's other protocol.
 */
function oneLine(string $text): string
{
    if (strlen($text) > LONGEST_MESSAGE) {
        throw new LengthException('the message is longer than the '
            . LONGEST_MESSAGE . ' bytes that the server accepts');
    }
    return preg_replace('/[\r\n\0]|^\*/', ' ', $text) . "\n";
}

/**
 * Returns what the server refused the request with, or null if it answered it.
 * A refusal has a line that is an error in RESP, or that begins with "# " and is
 * not the summary.
 */
function refusal(string $answer): ?string
{
    $refused = preg_match('/^(-ERR|# (?!\d+ words?\b))(.*)/m', $answer, $line);
    return $refused === 1 ? trim($line[2]) : null;
}

/**
 * Connects to the socket file at $path.
 *
 * @return resource
 */
function connect(string $path, int $deadline)
{
    // PHP would cut off a path that is too long or contains a NUL byte, and
    // connect to another server, the one that listens on what is left.
    if (strlen($path) > LONGEST_PATH || str_contains($path, "\0")) {
        throw new Unavailable(sprintf(
            "a socket's path has up to %d bytes, none of them NUL; this "
            . 'one has %d; choose another one',
            LONGEST_PATH,
            strlen($path),
        ));
    }
    $pause = 5_000;
    do {
        // @: the warning would go into the page; $reason has the same text.
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
        // The server's queue is full. Try again, because that may pass.
        usleep($pause);
        $pause = min(2 * $pause, 250_000);
    } while (hrtime(true) < $deadline);
    throw new TimedOut(sprintf(
        'the server on %s is overloaded: its queue was full for %.1f seconds',
        $path,
        PATIENCE_SECONDS,
    ));
}

/** Returns a sentence that says why connecting failed, and what to do. */
function whyNot(string $path, int $errno, string $reason): string
{
    return match ($errno) {
        ENOENT => !is_dir(dirname($path))
            ? 'there is no folder ' . dirname($path)
            : "the server is not running: there is no $path; "
            . "start it with: go run ./part6-php/server $path",
        EACCES => !file_exists($path)
            ? "permission denied on $path: a folder above it has no x bit for "
            . 'this user; set it with chmod a+x'
            : "permission denied on $path; let this user's group in "
            . '(server -mode 0660 -group www-data), or everybody for a test: '
            . "chmod a+rw $path",
        ECONNREFUSED => filetype($path) !== 'socket'
            ? "cannot connect to $path: it is not a socket"
            : "nobody listens on $path: the server that left it "
            . "has died; start it with: go run ./part6-php/server $path",
        default => "cannot connect to $path: $reason",
    };
}

/**
 * Waits until there is something to read, at most until the deadline.
 *
 * @param resource $socket
 */
function awaitBytes($socket, int $deadline): void
{
    $microseconds = intdiv($deadline - hrtime(true), 1000);
    $read = [$socket];
    $write = $except = null;
    // A signal may interrupt the wait, with a warning (@). Then the caller finds
    // nothing to read and calls again.
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
