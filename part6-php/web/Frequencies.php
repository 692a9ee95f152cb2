<?php

declare(strict_types=1);

/** How common the words of a text are. Its JSON has the public properties. */
final class Frequencies
{
    /** Bytes in a text: some 11,000 words of English, 16 requests. */
    public const LONGEST_TEXT = 64 * 1024;

    public const TOO_LONG =
        'the text is longer than 64 KiB; look up a part of it at a time';

    /**
     * Characters that separate words for the server, too, by the rule of
     * part3-threads/frequency/WORDS.md. All others may belong to a word: letters,
     * marks, numbers, invisible characters, those that PCRE does not know yet,
     * apostrophes and hyphens. A zero-width space separates words in scripts that
     * have no other space.
     */
    private const SEPARATORS = "/(?:[^\\p{L}\\p{M}\\p{N}\\p{Cn}"
        . '\\x{ad}\\x{61c}\\x{180e}\\x{200b}-\\x{200f}\\x{2060}-\\x{2064}\\x{feff}'
        . "'`´‘’‛′＇\\x{55a}\\x{5f3}\\x{1fbd}\\x{1fef}\\x{1ffd}"
        . '\\-\\x{2010}\\x{2011}\\x{58a}\\x{5be}\\x{fe63}\\x{ff0d}]'
        . '|(?<=[\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}])\\x{200b})++/u';

    /** @var int words in the text, repeated ones included */
    public int $total = 0;

    /** @var float their average frequency per million */
    public float $average = 0.0;

    /** @var int different words that the list does not have */
    public int $unseen = 0;

    /** @var int words that no line can hold; nobody was asked about them */
    public int $leftOut = 0;

    /** @var int requests to the server */
    public int $requests = 0;

    /** @var float what all requests took, from connecting to the last byte */
    public float $milliseconds = 0.0;

    /**
     * @var list<array{word: string, count: int, perMillion: float, zipf: float,
     *     inText: int}> each different word, the most unusual first, and of
     *     equally common ones the first in the text
     */
    public array $words = [];

    /**
     * Asks the server about the words of $text.
     *
     * @throws Unavailable if the server does not answer or refuses
     * @throws LengthException if $text is too long
     */
    public static function of(string $text, WordClient $client): self
    {
        if (strlen($text) > self::LONGEST_TEXT) {
            throw new LengthException(self::TOO_LONG);
        }
        $all = new self();
        $nanoseconds = 0;
        foreach ($all->lines($text) as $line) {
            $began = hrtime(true);
            $answer = $client->ask($line);
            $nanoseconds += hrtime(true) - $began;
            $all->add($answer);
            $all->requests++;
        }
        $all->milliseconds = round($nanoseconds / 1e6, 2);
        $all->average = round($all->average, 1);
        usort($all->words, fn($a, $b) => $a['count'] <=> $b['count']);
        $all->unseen =
            count(array_filter($all->words, fn($word) => $word['count'] === 0));
        return $all;
    }

    /**
     * Returns the words of $text in lines for the server, and counts the words
     * that are longer than a line. Only the words go there: a text that ends with
     * "HTTP/1.1" would look like the request of a browser, and the server closes
     * without an answer to those.
     *
     * @return list<string>
     */
    private function lines(string $text): array
    {
        // Bytes that are not UTF-8 separate words. So does U+FFFD, which JSON gets
        // in their place. (mb_scrub() does the same; not every PHP has it.)
        $text = json_decode(json_encode($text, JSON_INVALID_UTF8_SUBSTITUTE));
        $words = trim(preg_replace(self::SEPARATORS, ' ', $text));
        if ($words === '') {
            return [];
        }
        $longest = WordClient::LONGEST_LINE;
        // Only a word that is too long can make a line too long.
        $lines = explode("\n", wordwrap($words, $longest));
        $short = array_filter($lines, fn($line) => strlen($line) <= $longest);
        $this->leftOut = count($lines) - count($short);
        return array_values($short);
    }

    /** Adds an answer: a line for each word, then one about all of them. */
    private function add(string $answer): void
    {
        // The beginning of a summary, such as "# 2 wo", would look like a refusal.
        $complete = str_ends_with($answer, "\n");
        $why = $complete ? WordClient::refusal($answer) : null;
        if ($why !== null) {
            throw new Unavailable("the server refused: $why");
        }
        $lines = explode("\n", rtrim($answer, "\n"));
        $pattern = '/^# (\d{1,9}) words?, average ([\d.]{1,20}) per million\b/';
        $complete = $complete
            && preg_match($pattern, array_pop($lines), $summary) === 1;
        if (!$complete || count($lines) !== (int) $summary[1]) {
            throw new Unavailable(
                'the answer broke off, or is not from the word server',
            );
        }
        // 400 digits would become the float INF, which JSON cannot have.
        $pattern = '/^([^\t]+)\t(\d{1,20})\t([\d.]{1,20})\t(-?[\d.]{1,20})$/D';
        foreach ($lines as $line) {
            if (preg_match($pattern, $line, $row) !== 1) {
                throw new Unavailable('the answer is not from the word server');
            }
            [, $word, $count, $perMillion, $zipf] = $row;
            $this->words[$word] ??= [
                'word' => $word,
                'count' => (int) $count,
                'perMillion' => (float) $perMillion,
                'zipf' => (float) $zipf,
                'inText' => 0,
            ];
            $this->words[$word]['inText']++;
        }
        // Weigh the average of each answer by its words.
        if ($lines !== []) {
            $this->total += count($lines);
            $this->average += ((float) $summary[2] - $this->average)
                * count($lines) / $this->total;
        }
    }
}
