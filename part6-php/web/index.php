<?php

// Index answers the requests: it reads the text, asks the word server, and
// returns the page, or JSON for programs (format=json). Only the page can be
// reached from the web; the server stays behind its socket file, as a database
// would.

declare(strict_types=1);

require __DIR__ . '/WordClient.php';
require __DIR__ . '/Frequencies.php';
require __DIR__ . '/page.php';

// PHP's own errors belong in the log, not in the page. For those before this line,
// such as a form that is too long, see to it in php.ini.
ini_set('display_errors', '0');

// php -S starts this file for any address that is no file.
if (($_SERVER['PATH_INFO'] ?? '') !== '') {
    http_response_code(404);
    header('Content-Type: text/plain');
    exit("there is no such page; the page is at /\n");
}

// The form sends a POST, because an address has no room for a long text. Links
// have their words in the address.
$input = $_POST + $_GET;
$format = $input['format'] ?? '';
$json = $format === 'json';
// ?words[]=x in the address gives an array, which is not a question.
$words = is_string($input['words'] ?? null) ? $input['words'] : null;
$text = trim($words ?? '');
$client = new WordClient(getenv('WALLSOCKETS_SOCKET') ?: '/tmp/myservicesocket');
$answer = new Frequencies();
$problem = '';
try {
    // PHP has dropped a form that is over its own limit (post_max_size).
    $sent = (int) ($_SERVER['CONTENT_LENGTH'] ?? 0);
    if ($_POST === [] && $sent > Frequencies::LONGEST_TEXT) {
        throw new LengthException(Frequencies::TOO_LONG);
    }
    if (!$json && $format !== '') {
        throw new InvalidArgumentException('there is no such format; send '
            . 'format=json, or no format for the page');
    }
    // A visitor without a question gets the form, but a program has made a mistake.
    if ($json && $words === null) {
        throw new InvalidArgumentException('there is no text; send words=TEXT in the '
            . 'address or as a form, not as JSON');
    }
    $answer = Frequencies::of($text, $client);
} catch (InvalidArgumentException | LengthException | Unavailable $exception) {
    // Visitors get the reason with its paths and commands, because here they are
    // learners who can mend it. For other visitors, write less than the log has.
    $problem = $exception->getMessage();
    // A refusal has the server's bytes: no control characters for the log's reader.
    error_log('no answer for a visitor: ' . addcslashes($problem, "\0..\37\177"));
    http_response_code(match (true) {
        $exception instanceof InvalidArgumentException => 400,
        $exception instanceof LengthException => 413,
        $exception instanceof TimedOut => 504,
        default => 503,
    });
}

// If a word ever gets into the page as markup, the browser still runs no script but
// ours and uses no style but ours.
header("Content-Security-Policy: default-src 'none'; style-src 'self'; "
    . "script-src 'self'; connect-src 'self'; form-action 'self'; "
    . "base-uri 'none'; frame-ancestors 'none'");
header('X-Content-Type-Options: nosniff');
header('Referrer-Policy: no-referrer');

if ($json) {
    header('Content-Type: application/json');
    // Even if somebody takes it for HTML, it has no tags.
    echo json_encode(
        $problem === '' ? $answer : ['error' => $problem],
        JSON_HEX_TAG | JSON_HEX_AMP | JSON_INVALID_UTF8_SUBSTITUTE
        | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION
        | JSON_THROW_ON_ERROR,
    ), "\n";
} else {
    header('Content-Type: text/html; charset=UTF-8');
    page($text, $answer, $problem);
}
