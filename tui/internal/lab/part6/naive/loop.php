<?php

// The loop of the series: it reads until the end of the file, and nothing else ends it.
// It prints what each fgets() has returned.
//
//     php loop.php PATH

$socket = fsockopen('unix://' . $argv[1]);
if ($socket) {
    // 60 seconds by default. This shows the same without the waiting.
    stream_set_timeout($socket, 0, 50_000);
    fwrite($socket, "whale\n");
}
while (!feof($socket)) {
    echo json_encode(fgets($socket)), "\n";
}
