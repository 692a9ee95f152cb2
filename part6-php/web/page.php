<?php

declare(strict_types=1);

/** Rows in the table: a browser takes seconds for thousands. JSON has all words. */
const MOST_ROWS = 500;

/**
 * Prints the page: the form with $text, and the answer, or the problem. All that
 * page.js fills in later is there from the start, hidden where it is empty.
 */
function page(string $text, Frequencies $answer, string $problem): void
{
    $hidden = fn(bool $empty) => $empty ? 'hidden' : '';
    ?>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Word frequencies</title>
<link rel="stylesheet" href="style.css">
<script type="module" src="page.js"></script>
</head>
<body>
<header>
<h1>How common is a word?</h1>
<p>Paste a text, or type one. Its words come back with the most unusual first.</p>
</header>
<main>
<form method="post" action="?">
<label for="words">Your text</label>
<textarea id="words" name="words" rows="8" autocapitalize="none"
    spellcheck="false" aria-describedby="limit"
    data-longest="<?= Frequencies::LONGEST_TEXT ?>"
    data-too-long="<?= text(Frequencies::TOO_LONG) ?>"><?= text($text) ?></textarea>
<div class="ask">
<button>Look up</button>
<small id="limit">Up to 64 KiB, some 11,000 words.
<a href="?words=The+quick+brown+fox+jumps+over+the+lazy+zyzzyva">An example</a>
</small>
</div>
</form>
<section aria-label="Answer">
<div id="problem" role="alert">
<?php if ($problem !== '') { ?>
<p>Sorry: <?= text($problem) ?></p>
<?php } ?>
</div>
<p id="status" role="status" class="unseen-by-eye"></p>
<div id="answer" <?= $hidden($text === '' || $problem !== '') ?>>
<dl>
<?php
    figure('Words', 'total', $answer->total);
    figure('Different', 'different', count($answer->words));
    figure('Never seen', 'unseen', $answer->unseen);
    figure('Average per million', 'average', $answer->average, 1);
    figure('Word server, ms', 'milliseconds', $answer->milliseconds, 1);
    figure('Round trip, ms', 'roundTrip', null, 1);
    ?>
</dl>
<p id="left-out" <?= $hidden($answer->leftOut === 0) ?>>Words of more than
4,096 bytes are left out.</p>
<table data-most="<?= MOST_ROWS ?>" <?= $hidden($answer->words === []) ?>>
<caption>The words, the most unusual first, up to <?= MOST_ROWS ?></caption>
<thead>
<tr>
<th scope="col">Word</th>
<th scope="col">Zipf value</th>
<th scope="col">Per million</th>
<th scope="col">Count</th>
</tr>
</thead>
<tbody>
<?php
    foreach (array_slice($answer->words, 0, MOST_ROWS) as $word) {
        row(...$word);
    }
    ?>
</tbody>
</table>
</div>
<h2>How to read it</h2>
<p class="muted">The count is how often a word is in the server's list. Its Zipf
value says the same on a scale from 0 to 8, on which each step means ten times as
often. Below 3, the first mark of a bar, a word is rare: less than one in a
million. Above 5, the second mark, everybody uses it: more than a hundred in a
million.</p>
<p class="muted">A word with 0, never seen, is not in the list. The server's own
list was counted in two million words, those of the State of the Union addresses
from 1790 to 2021 and of the novel Moby-Dick. So it lacks everyday words, too, such
as “jumps”.</p>
</section>
</main>
<template><?php row('', 0, 0, 0, 1) ?></template>
</body>
</html>
<?php
}

/** Prints a figure, which page.js finds by $name; null hides it. */
function figure(string $title, string $name, ?float $value, int $places = 0): void
{
    ?>
<div <?= $value === null ? 'hidden' : '' ?>>
<dt><?= text($title) ?></dt>
<dd id="<?= text($name) ?>"><?= text(number_format($value ?? 0, $places)) ?></dd>
</div>
<?php
}

/** Prints a row of the table. The words have the names of the JSON. */
function row(
    string $word,
    int $count,
    float $perMillion,
    float $zipf,
    int $inText,
): void {
    $bar = (string) max(0, min(8, $zipf));
    ?>
<tr>
<th scope="row"><span class="word"><?= text($word) ?></span>
<small class="times" <?= $inText === 1 ? 'hidden' : '' ?>>
<?= $inText ?> times</small>
<small class="unseen" <?= $count > 0 ? 'hidden' : '' ?>>never seen</small></th>
<td><div><span class="zipf"><?= text(number_format($zipf, 2)) ?></span>
<svg viewBox="0 0 8 1" preserveAspectRatio="none" aria-hidden="true">
<rect width="<?= text($bar) ?>" height="1"/><path d="M3 0v1M5 0v1"/></svg></div></td>
<td class="per-million"><?= text(number_format($perMillion, 1)) ?></td>
<td class="count"><?= text(number_format($count)) ?></td>
</tr>
<?php
}

/**
 * Escapes text for the page, so that the browser shows it and never runs it.
 * All text from elsewhere goes through here.
 */
function text(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}
