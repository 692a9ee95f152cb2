<?php

// Index is a page that asks the word server how common some words are. Only the
// page can be reached from the web; the server stays behind its socket file, as
// a database would.

declare(strict_types=1);

require __DIR__ . '/ask.php';

// PHP's own errors belong in the log, not in the page.
ini_set('display_errors', '0');

$socketPath = getenv('WALLSOCKETS_SOCKET') ?: '/tmp/myservicesocket';
// ?words[]=x in the address gives an array, which is not a question.
$words = is_string($_GET['words'] ?? null) ? trim($_GET['words']) : '';
$rows = [];
$summary = '';
$problem = '';
try {
    if ($words !== '') {
        [$rows, $summary] = readAnswer(ask($socketPath, $words));
    }
} catch (LengthException | Unavailable $exception) {
    $problem = $exception->getMessage();
    http_response_code(match (true) {
        $exception instanceof LengthException => 400,
        $exception instanceof TimedOut => 504,
        default => 503,
    });
}

// Should a word get into the page as markup, the browser still runs no script:
// all it may use is the style sheet with this page's nonce.
$nonce = base64_encode(random_bytes(16));
header('Content-Type: text/html; charset=UTF-8');
header("Content-Security-Policy: default-src 'none'; "
    . "style-src 'nonce-$nonce'; form-action 'self'; "
    . "base-uri 'none'; frame-ancestors 'none'");
header('X-Content-Type-Options: nosniff');
header('Referrer-Policy: no-referrer');

/**
 * Parses an answer: a line for each word, then one about all of them.
 *
 * @return array{list<list<string>>, string} rows of word, count, frequency
 *     and Zipf value; and the summary
 */
function readAnswer(string $answer): array
{
    $why = refusal($answer);
    if ($why !== null) {
        throw new Unavailable("the server refused: $why");
    }
    $lines = explode("\n", rtrim($answer, "\n"));
    $last = array_pop($lines);
    if (preg_match('/^# (\d+ words?, .*)$/D', $last, $summary) !== 1) {
        throw new Unavailable(
            'the answer broke off, or is not from the word server',
        );
    }
    $rows = [];
    foreach ($lines as $line) {
        $pattern = '/^([^\t]+)\t(\d+)\t([\d.]+)\t(-?[\d.]+)$/D';
        if (preg_match($pattern, $line, $row) !== 1) {
            throw new Unavailable('the answer is not from the word server');
        }
        $rows[] = array_slice($row, 1);
    }
    return [$rows, $summary[1]];
}

/**
 * Escapes text for the page, so that the browser shows it and never runs it.
 * Everything in the page below goes through here.
 */
function text(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

?>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Word frequencies</title>
<style nonce="<?= text($nonce) ?>">
:root {
    --page: #fbfaf7; --ink: #1d2327; --muted: #586069; --line: #d9d6cd;
    --field: #ffffff; --accent: #0b6e75; --on-accent: #ffffff;
    --track: #e6e3da; --alarm: #a3241b; --alarm-page: #fbeae8;
}
@media (prefers-color-scheme: dark) {
    :root {
        --page: #16191c; --ink: #e8e6e1; --muted: #a3abb2; --line: #3a4046;
        --field: #1f2428; --accent: #4fc3cb; --on-accent: #07292c;
        --track: #2b3136; --alarm: #ff9b91; --alarm-page: #3a1f1d;
    }
}
* { box-sizing: border-box; }
body {
    margin: 0 auto; padding: 1.5rem 1rem; max-width: 44rem;
    background: var(--page); color: var(--ink);
    font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.2; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
.ask { display: flex; flex-wrap: wrap; gap: .5rem; }
input, button { padding: .5rem .75rem; border-radius: .4rem; font: inherit; }
input {
    flex: 1 1 14rem; min-width: 0; border: 1px solid var(--muted);
    background: var(--field); color: inherit;
}
button {
    border: 1px solid var(--accent); background: var(--accent);
    color: var(--on-accent); font-weight: 600; cursor: pointer;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem {
    padding: .75rem 1rem; border-left: .3rem solid var(--alarm);
    background: var(--alarm-page);
}
.muted { color: var(--muted); font-size: .875rem; }
p, tbody th { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .25rem; border-bottom: 1px solid var(--line); }
thead { color: var(--muted); font-size: .875rem; vertical-align: bottom; }
th { text-align: left; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
.zipf { width: 38%; }
.zipf div { display: flex; align-items: center; gap: .5rem; }
svg { flex: 1; min-width: 0; height: .8rem; background: var(--track); }
rect { fill: var(--accent); }
@media (max-width: 30rem) {
    table { font-size: .875rem; }
    .zipf { width: 25%; }
    .zipf div { display: block; }
    svg { display: block; width: 100%; }
}
</style>
</head>
<body>
<h1>How common is a word?</h1>
<form method="get">
<label for="words">Words, separated by spaces</label>
<div class="ask">
<input id="words" name="words" value="<?= text($words) ?>"
    maxlength="<?= text((string) LONGEST_MESSAGE) ?>"
    autocomplete="off" autocapitalize="none" spellcheck="false">
<button>Look up</button>
</div>
</form>
<?php if ($problem !== '') { ?>
<p class="problem" role="alert">Sorry: <?= text($problem) ?></p>
<?php } elseif ($summary !== '') { ?>
<p role="status"><?= text($summary) ?></p>
<?php } ?>
<?php if ($rows !== []) { ?>
<table>
<thead>
<tr>
<th scope="col">Word</th>
<th scope="col" class="zipf">Zipf value</th>
<th scope="col" class="number">Per million</th>
<th scope="col" class="number">Count</th>
</tr>
</thead>
<tbody>
<?php foreach ($rows as [$word, $count, $perMillion, $zipf]) { ?>
<tr>
<th scope="row"><?= text($word) ?></th>
<td class="zipf"><div><span class="number"><?= text($zipf) ?></span>
<svg viewBox="0 0 8 1" preserveAspectRatio="none" aria-hidden="true">
<rect width="<?= text($zipf) ?>" height="1"/></svg></div></td>
<td class="number"><?= text(number_format((float) $perMillion, 1)) ?></td>
<td class="number"><?= text(number_format((float) $count)) ?></td>
</tr>
<?php } ?>
</tbody>
</table>
<p class="muted">The Zipf value runs from 0 to 8, and each step means ten
times as often. Below 3 a word is rare, above 5 everybody uses it, and at 0 it
was never seen.</p>
<?php } ?>
</body>
</html>
