package frequency

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"wallsockets/part3-threads/frequency/flat"
)

// beyond counts the entries of a list that no word of a client's line can
// match, because they are not words by the rule of Words.
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
// lines were passed over, and how much of it no line of words can match. total
// is the sum of its counts.
func (l *list) note(skipped flat.Skipped, total uint64) string {
	var notes []string
	if skipped.Lines > 0 {
		notes = append(notes, fmt.Sprintf("passed over %s of the word list; "+
			"the first is %v", number(skipped.Lines, "bad line", "bad lines"),
			l.withMend(skipped.First)))
	}
	if b := &l.beyond; b.entries > 0 {
		share := 100 * float64(b.counts) / float64(max(1, total))
		notes = append(notes, fmt.Sprintf("%s: a line's words can never match "+
			"%s (%.1f %% of all counts), such as %.40q: they are letters and "+
			"digits, with apostrophes and hyphens only between these; use a "+
			"list that splits words so, or count texts with -text", l.name,
			number(b.entries, "entry", "entries"), share, b.word))
	}
	return strings.Join(notes, "\n")
}

// number returns n with the name of what it counts.
func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}
