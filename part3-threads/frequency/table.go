// Package frequency tells how often words occur in a body of text: the table
// that the services of parts 3 to 6 load once and answer all clients from.
package frequency

import (
	"fmt"
	"math"
	"runtime"
	"sort"
	"strconv"
	"sync"
)

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
	r := rank(t, words)
	defer r.done()
	sum := 0.0
	for _, count := range r.counts {
		sum += t.PerMillion(count)
	}
	return sum / float64(len(words))
}

// Unusual sorts folded words in place, the least often seen first, and returns
// the first n of them, or all if there are fewer. Equally frequent ones keep
// the order in which they were asked.
func (t *Table) Unusual(words [][]byte, n int) [][]byte {
	r := rank(t, words)
	defer r.done()
	sort.Stable(r)
	return words[:max(0, min(n, len(words)))]
}

// Answer returns what a client that asked for words is told: for each word a
// line of word, count, frequency per million and Zipf value, separated by
// tabs, then a line that begins with # and sums them up. Its shape is the same
// for any number of words, so that a program can take it apart. Like Unusual
// it leaves words sorted.
func (t *Table) Answer(words [][]byte) []byte {
	var answer []byte
	r := rank(t, words)
	defer r.done()
	for i, word := range words {
		count := r.counts[i]
		answer = append(answer, word...)
		answer = strconv.AppendUint(append(answer, '\t'), count, 10)
		answer = appendDecimal(append(answer, '\t'), t.PerMillion(count), 1)
		answer = appendDecimal(append(answer, '\t'), t.Zipf(count), 2)
		answer = append(answer, '\n')
	}
	answer = fmt.Appendf(answer,
		"# %d words, average %.1f per million, most unusual first:",
		len(words), t.Average(words))
	for _, word := range t.Unusual(words, len(words)) {
		answer = append(append(answer, ' '), word...)
	}
	return append(answer, '\n')
}

func appendDecimal(dst []byte, value float64, places int) []byte {
	return strconv.AppendFloat(dst, value, 'f', places, 64)
}

// ranking has words and the count of each, looked up in one batch: sorting
// would otherwise look each word up again for every comparison. It is the
// sort.Interface that orders both by count.
type ranking struct {
	words  [][]byte
	counts []uint64
	found  [][]byte
}

// rankings lets requests use the memory of earlier ones.
var rankings = sync.Pool{New: func() any { return new(ranking) }}

func rank(t *Table, words [][]byte) *ranking {
	r := rankings.Get().(*ranking)
	r.words, r.counts = words, r.counts[:0]
	r.found = t.Counts(words, r.found)
	for _, digits := range r.found {
		r.counts = append(r.counts, parseCount(digits))
	}
	runtime.KeepAlive(t)
	return r
}

// done gives the memory back. Nothing of the request may stay reachable by it.
func (r *ranking) done() {
	clear(r.found)
	r.words = nil
	rankings.Put(r)
}

func (r *ranking) Len() int           { return len(r.words) }
func (r *ranking) Less(i, j int) bool { return r.counts[i] < r.counts[j] }
func (r *ranking) Swap(i, j int) {
	r.words[i], r.words[j] = r.words[j], r.words[i]
	r.counts[i], r.counts[j] = r.counts[j], r.counts[i]
}
