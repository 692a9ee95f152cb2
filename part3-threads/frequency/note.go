package frequency

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"wallsockets/part3-threads/frequency/flat"
)

// beyond counts the entries of a list that no line of a client can ask for,
// because they are not words by the rule of Words.
type beyond struct {
	mu      sync.Mutex
	entries int
	counts  uint64 // of all of them; no more than the list's total
	word    []byte // the most frequent of them, the first by its bytes,
	most    uint64 // and its count
}

// add counts an entry.
func (b *beyond) add(word []byte, count uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries++
	b.counts += count
	if b.word == nil || count > b.most ||
		count == b.most && bytes.Compare(word, b.word) < 0 {
		b.word, b.most = append(b.word[:0], word...), count
	}
}

// note returns what users should know about a list that was read: which bad
// lines were passed over, and how much of it no client can ask for. total is
// the sum of its counts.
func (l *list) note(skipped flat.Skipped, total uint64) string {
	var notes []string
	if skipped.Lines > 0 {
		notes = append(notes, fmt.Sprintf("passed over %d bad lines of the "+
			"word list, the first is %v", skipped.Lines, l.withMend(skipped.First)))
	}
	if b := &l.beyond; b.entries > 0 {
		notes = append(notes, fmt.Sprintf("%s: %d entries, %.1f %% of all "+
			"counts, are out of a line's reach, such as %.40q: they are not "+
			"words, which are letters and digits, with apostrophes and "+
			"hyphens only inside; use a list split by that rule, or count "+
			"texts with -text", l.name, b.entries,
			100*float64(b.counts)/float64(max(1, total)), b.word))
	}
	return strings.Join(notes, "\n")
}
