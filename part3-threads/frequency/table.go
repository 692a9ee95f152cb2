// Package frequency knows how often words occur in a body of text. Its Table is
// what the services of parts 3 to 6 load once and answer all clients from.
//
// Package flat holds the words of a Table in memory. You need not read it to
// understand this one; it shows how the table is made fast.
package frequency

import (
	"math"

	"wallsockets/part3-threads/frequency/flat"
)

// Table holds the count of each word. It never changes once it is made, so
// any number of goroutines may read it at the same time without a lock. Its
// methods take folded words, as Words and Fold return them.
type Table struct{ words *flat.Table }

// newTable makes a Table of words, unless reading them failed.
func newTable(words *flat.Table, err error) (*Table, error) {
	if err != nil {
		return nil, err
	}
	return &Table{words}, nil
}

// Len returns the number of different words.
func (t *Table) Len() int { return t.words.Len() }

// Total returns the number of running words: the sum of all counts.
func (t *Table) Total() uint64 { return t.words.Total() }

// Count returns how many times a word was seen, and whether the table has it.
func (t *Table) Count(word []byte) (count uint64, ok bool) {
	return t.words.Count(word)
}

// Counts looks up many words and returns the count of each in decimal digits,
// nil for a word that the table does not have. It uses the memory of found if
// that is large enough. The digits are the table's own memory: they must not be
// changed, and are valid while the table is reachable (runtime.KeepAlive).
func (t *Table) Counts(words, found [][]byte) [][]byte {
	return t.words.Counts(words, found)
}

// PerMillion returns the frequency per million running words of a word that was
// seen count times.
func (t *Table) PerMillion(count uint64) float64 {
	if t.Total() == 0 {
		return 0
	}
	return float64(count) / float64(t.Total()) * 1e6
}

// Zipf returns the Zipf value of a word that was seen count times: the decimal
// logarithm of its frequency per thousand million words. Values of 1 to 3 are
// rare, 4 to 7 common; a word never seen has 0 here. The scale is that of van
// Heuven, Mandera, Keuleers and Brysbaert, "SUBTLEX-UK: A new and improved
// word frequency database for British English", Quarterly Journal of
// Experimental Psychology 67 (2014), without their smoothing for unseen words.
func (t *Table) Zipf(count uint64) float64 {
	if count == 0 {
		return 0
	}
	return math.Log10(t.PerMillion(count)) + 3
}
