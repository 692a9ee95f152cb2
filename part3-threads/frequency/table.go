// Package frequency tells how often words occur in a body of text: the table
// that the services of parts 3 to 6 load once and answer all clients from.
package frequency

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Table holds the count of each word. It never changes once it is made, so
// any number of goroutines may read it at the same time without a lock.
type Table struct {
	counts map[string]uint64
	total  uint64
}

// errOverflow is what add reports when counts outgrow 64 bits.
var errOverflow = errors.New("the counts add up to more than 64 bits hold")

func newTable() *Table {
	return &Table{counts: make(map[string]uint64)}
}

// add counts word, in folded form, n times more.
func (t *Table) add(word []byte, n uint64) error {
	if n > math.MaxUint64-t.total {
		return errOverflow
	}
	t.total += n
	t.counts[string(word)] += n
	return nil
}

// Len returns the number of different words.
func (t *Table) Len() int { return len(t.counts) }

// Total returns the number of running words: the sum of all counts.
func (t *Table) Total() uint64 { return t.total }

// Count looks up a folded word: how many times it was seen, and whether the
// table has it at all.
func (t *Table) Count(word []byte) (count uint64, ok bool) {
	count, ok = t.counts[string(word)]
	return count, ok
}

// PerMillion returns how many of a million running words a word that was seen
// count times makes up.
func (t *Table) PerMillion(count uint64) float64 {
	if t.total == 0 {
		return 0
	}
	return float64(count) / float64(t.total) * 1e6
}

// Zipf returns the Zipf value of a word that was seen count times: the decimal
// logarithm of its frequency per thousand million words. About 1 to 3 is rare
// and 4 to 7 is common; a word never seen has 0 here. The scale is that of van
// Heuven, Mandera, Keuleers and Brysbaert, "SUBTLEX-UK: A new and improved
// word frequency database for British English", Quarterly Journal of
// Experimental Psychology 67 (2014), without their smoothing for unseen words.
func (t *Table) Zipf(count uint64) float64 {
	if count == 0 {
		return 0
	}
	return math.Log10(t.PerMillion(count)) + 3
}

// Average returns the mean frequency per million of folded words, in which a
// word never seen counts as 0 and a word asked twice counts twice. The mean of
// no words is 0.
func (t *Table) Average(words [][]byte) float64 {
	if len(words) == 0 {
		return 0
	}
	sum := 0.0
	for _, word := range words {
		count, _ := t.Count(word)
		sum += t.PerMillion(count)
	}
	return sum / float64(len(words))
}

// Unusual returns the n most unusual of folded words, the least often seen
// first. Equally frequent ones keep the order in which they were asked.
func (t *Table) Unusual(words [][]byte, n int) [][]byte {
	ranked := slices.Clone(words)
	slices.SortStableFunc(ranked, func(a, b []byte) int {
		return cmp.Compare(t.counts[string(a)], t.counts[string(b)])
	})
	return ranked[:max(0, min(n, len(ranked)))]
}

// Answer returns what a client that asked for words is told: for each word a
// line of word, count, frequency per million and Zipf value, separated by
// tabs, then a line that begins with # and sums them up. Its shape is the same
// for any number of words, so that a program can take it apart.
func (t *Table) Answer(words [][]byte) []byte {
	var answer []byte
	for _, word := range words {
		count, _ := t.Count(word)
		answer = fmt.Appendf(answer, "%s\t%d\t%.1f\t%.2f\n",
			word, count, t.PerMillion(count), t.Zipf(count))
	}
	answer = fmt.Appendf(answer,
		"# %d words, average %.1f per million, most unusual first:",
		len(words), t.Average(words))
	for _, word := range t.Unusual(words, len(words)) {
		answer = append(append(answer, ' '), word...)
	}
	return append(answer, '\n')
}

// sorted returns the words, the most frequent first and equally frequent ones
// in the order of their bytes.
func (t *Table) sorted() []string {
	return slices.SortedFunc(maps.Keys(t.counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.counts[b], t.counts[a]), cmp.Compare(a, b))
	})
}
