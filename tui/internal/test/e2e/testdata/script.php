<?php
// A client for the tests: script.php HOST PORT, or script.php PATH.
$url = $argc === 3 ? "tcp://$argv[1]:$argv[2]" : "unix://$argv[1]";
$server = stream_socket_client($url, $code, $message, 10);
if ($server === false) {
    fwrite(STDERR, "$url: $message\n");
    exit(1);
}
fwrite($server, fgets(STDIN));
while (!feof($server)) {
    echo fgets($server, 1024);
}
fclose($server);
