<?php

// Wrong: what looks like a tag is cut out.

declare(strict_types=1);

/** Turns text into exactly one line of the server's protocol. */
function line(string $text): string
{
    return preg_replace('/[\r\n]|^\*/', ' ', $text) . "\n";
}

/** Escapes text for the page. */
function text(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE);
}

$words = is_string($_GET['words'] ?? null) ? $_GET['words'] : '';
$answer = '';
if ($words !== '') {
    $socket = @stream_socket_client('unix://' . getenv('WALLSOCKETS_SOCKET'));
    if ($socket !== false) {
        // The deadline of exercise 6.4 belongs here, too.
        fwrite($socket, line(strip_tags($words)));
        $answer = stream_get_contents($socket);
    } else {
        $answer = 'Sorry: the server is not running';
    }
}

?>
<!DOCTYPE html>
<html lang="en">
<title>Word frequencies</title>
<form>
<input name="words" value="<?= text($words) ?>">
<button>Look up</button>
</form>
<pre><?= text($answer) ?></pre>
