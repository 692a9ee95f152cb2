<?php

// WordClient has the conversation of this series in PHP: connect to the socket
// file, write one line, read until the server closes. The page and the
// command-line client share it. Package message of part 4 has the same rules
// for a line in Go.

declare(strict_types=1);

/** There is no usable answer. The message says why and what to do. */
class Unavailable extends RuntimeException {}

/** The server did not answer in time. */
class TimedOut extends Unavailable {}

/** A client for one visit: all answers share one deadline and one limit. */
final class WordClient
{
    /**
     * The time for all conversations together. Whatever is wrong with the server,
     * a visitor gets the page, or an apology, within two seconds; PHP and the
     * web server need the rest of them.
     */
    private const PATIENCE_SECONDS = 1.5;

    /**
     * Bytes in a line. The server refuses longer ones (-max-line). A line of this
     * size always fits in the socket's buffer, so writing it cannot block.
     */
    public const LONGEST_LINE = 4096;

    /** Bytes in a path: the size of sun_path less the final NUL. */
    public const LONGEST_PATH = PHP_OS_FAMILY === 'Linux' ? 107 : 103;

    /**
     * Bytes in all answers together: endless ones must not fill the memory. The
     * answers to 64 KiB of one-letter words have 750 KB.
     */
    private const LONGEST_ANSWERS = 1024 * 1024;

    // The kernel's error numbers for the ways in which connecting can fail.
    private const ENOENT = 2;
    private const EACCES = 13;
    private const EAGAIN = PHP_OS_FAMILY === 'Linux' ? 11 : 35;
    private const ECONNREFUSED = PHP_OS_FAMILY === 'Linux' ? 111 : 61;

    /** In nanoseconds of hrtime(). */
    private readonly int $deadline;

    private int $bytesLeft = self::LONGEST_ANSWERS;

    public function __construct(private readonly string $path)
    {
        // The timeout of a PHP stream starts again with each byte, so a server
        // that sends a byte a second could hold us forever. This does not move.
        $this->deadline =
            hrtime(true) + (int) (self::PATIENCE_SECONDS * 1_000_000_000);
    }

    /**
     * Sends $text as one line and returns the whole answer.
     *
     * @throws Unavailable if there is no answer, TimedOut if it takes too long
     * @throws LengthException if $text is longer than a line may be
     */
    public function ask(string $text): string
    {
        $line = self::oneLine($text);
        $socket = $this->connect();
        try {
            // A busy server sends its refusal and closes before it reads. Then
            // this write fails, with a warning (@), but the answer has arrived.
            @fwrite($socket, $line);

            // From here on fgets() returns what has arrived, even half a line.
            stream_set_blocking($socket, false);
            $answer = '';
            while (!feof($socket)) {
                $this->awaitBytes($socket);
                // @: if the server has died, feof() returns true as well.
                $answer .= @fgets($socket, 1024);
                if (strlen($answer) > $this->bytesLeft) {
                    throw new Unavailable('the answer is longer than 1 MiB; '
                        . "is it the word server that listens on $this->path?");
                }
            }
        } finally {
            fclose($socket);
        }
        $this->bytesLeft -= strlen($answer);
        if ($answer === '') {
            throw new Unavailable('the server closed without an answer; '
                . 'its log says why');
        }
        return $answer;
    }

    /**
     * Returns what the server refused the request with, or null if it answered
     * it. A refusal has a line that is an error in RESP, or that begins with "# "
     * and is not the summary.
     */
    public static function refusal(string $answer): ?string
    {
        $pattern = '/^(-ERR|# (?!\d+ words?\b))(.*)/m';
        return preg_match($pattern, $answer, $line) === 1
            ? trim($line[2])
            : null;
    }

    /**
     * Turns $text into exactly one line. A line break in it would begin a second
     * request, and a leading * would begin the server's other protocol.
     */
    private static function oneLine(string $text): string
    {
        if (strlen($text) > self::LONGEST_LINE) {
            throw new LengthException('the message is longer than the '
                . self::LONGEST_LINE . ' bytes that the server accepts');
        }
        return preg_replace('/[\r\n\0]|^\*/', ' ', $text) . "\n";
    }

    /**
     * Connects to the socket file.
     *
     * @return resource
     */
    private function connect()
    {
        // PHP would cut off a path that is too long or contains a NUL byte, and
        // connect to another server, the one that listens on what is left.
        $length = strlen($this->path);
        if ($length > self::LONGEST_PATH || str_contains($this->path, "\0")) {
            throw new Unavailable(sprintf(
                "a socket's path has up to %d bytes, none of them NUL; this "
                . 'one has %d; choose another one',
                self::LONGEST_PATH,
                $length,
            ));
        }
        $pause = 5_000;
        while (true) {
            // @: the warning would go into the page; $reason has the same text.
            $socket = @stream_socket_client(
                "unix://$this->path",
                $errno,
                $reason,
                self::PATIENCE_SECONDS,
            );
            if ($socket !== false) {
                return $socket;
            }
            if ($errno !== self::EAGAIN) {
                throw new Unavailable($this->whyNot($errno, $reason));
            }
            // The server's queue is full. Try again, because that may pass.
            $left = $this->microsecondsLeft();
            if ($left <= 0) {
                throw new TimedOut(sprintf(
                    'the server on %s is overloaded: its queue was full for '
                    . '%.1f seconds; try again later',
                    $this->path,
                    self::PATIENCE_SECONDS,
                ));
            }
            usleep(min($pause, $left));
            $pause = min(2 * $pause, 250_000);
        }
    }

    /** Returns a sentence that says why connecting failed, and what to do. */
    private function whyNot(int $errno, string $reason): string
    {
        $path = $this->path;
        $start = "start it with: go run ./part6-php/server $path";
        // The web server of php -S was started by a person, not by systemd.
        $privateTmp = str_starts_with($path, '/tmp/') && PHP_SAPI !== 'cli-server'
            ? '; if it is there for others, systemd has given this web server a '
                . '/tmp of its own (PrivateTmp=): use another folder'
            : '';
        return match ($errno) {
            self::ENOENT => (is_dir(dirname($path))
                ? "the server is not running: there is no $path; $start"
                : 'there is no folder ' . dirname($path)) . $privateTmp,
            self::EACCES => file_exists($path)
                ? "permission denied on $path; let this user's group in "
                . '(server -mode 0660 -group www-data, or in wordfreq.socket '
                . 'SocketGroup=www-data), or everybody for a test: '
                . "chmod a+rw $path"
                : "permission denied on $path: a folder above it has no x bit for "
                . 'this user; set it with chmod a+x',
            self::ECONNREFUSED => filetype($path) === 'socket'
                ? "nobody listens on $path: the server that left it "
                . "has died; $start"
                : "cannot connect to $path: it is not a socket",
            default => "cannot connect to $path: $reason",
        };
    }

    /**
     * Waits until there is something to read, at most until the deadline.
     *
     * @param resource $socket
     */
    private function awaitBytes($socket): void
    {
        $microseconds = $this->microsecondsLeft();
        $read = [$socket];
        $write = $except = null;
        // A signal may interrupt the wait, with a warning (@). Then the caller
        // finds nothing to read and calls again.
        if (
            $microseconds <= 0
            || @stream_select($read, $write, $except, 0, $microseconds) === 0
        ) {
            throw new TimedOut(sprintf(
                'the server did not finish its answer within %.1f seconds',
                self::PATIENCE_SECONDS,
            ));
        }
    }

    private function microsecondsLeft(): int
    {
        return intdiv($this->deadline - hrtime(true), 1000);
    }
}
