<?php

// A page for friendly visitors.

declare(strict_types=1);

$words = is_string($_GET['words'] ?? null) ? $_GET['words'] : '';
$answer = '';
// TODO: one form is one line, and no text runs in the browser.
if ($words !== '') {
    $socket = @stream_socket_client('unix://' . getenv('WALLSOCKETS_SOCKET'));
    if ($socket !== false) {
        // The deadline of exercise 6.4 belongs here, too.
        fwrite($socket, $words . "\n");
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
<input name="words" value="<?= $words ?>">
<button>Look up</button>
</form>
<pre><?= $answer ?></pre>
