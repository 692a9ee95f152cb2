package frequency

import (
	"sort"
	"sync"
)

// Average returns the mean frequency per million of words. A word never seen
// counts as 0, and a word given twice counts twice. The mean of no words is 0.
func (t *Table) Average(words [][]byte) float64 {
	r := t.rank(words)
	defer r.done()
	return r.average(t)
}

// Unusual sorts words in place, the least frequent first, and returns the first
// n of them, or all if there are fewer. Equally frequent words keep their
// order.
func (t *Table) Unusual(words [][]byte, n int) [][]byte {
	r := t.rank(words)
	defer r.done()
	sort.Stable(r)
	return words[:max(0, min(n, len(words)))]
}

// ranking has words and their counts. It looks up all words once, where sorting
// by Table.Count would look up two for each comparison. It is a sort.Interface
// that orders the words by count.
type ranking struct {
	words  [][]byte
	counts []uint64
}

// rankings lets a request use the memory of earlier ones.
var rankings = sync.Pool{New: func() any { return new(ranking) }}

// rank looks up words. The caller must call done when it has finished.
func (t *Table) rank(words [][]byte) *ranking {
	r := rankings.Get().(*ranking)
	r.words = words
	r.counts = t.words.Numbers(words, r.counts)
	return r
}

// done puts the ranking back into the pool, without the words of the request,
// which are to be freed.
func (r *ranking) done() {
	r.words = nil
	rankings.Put(r)
}

func (r *ranking) average(t *Table) float64 {
	if len(r.counts) == 0 {
		return 0
	}
	sum := 0.0
	for _, count := range r.counts {
		sum += t.PerMillion(count)
	}
	return sum / float64(len(r.counts))
}

func (r *ranking) Len() int           { return len(r.words) }
func (r *ranking) Less(i, j int) bool { return r.counts[i] < r.counts[j] }
func (r *ranking) Swap(i, j int) {
	r.words[i], r.words[j] = r.words[j], r.words[i]
	r.counts[i], r.counts[j] = r.counts[j], r.counts[i]
}
