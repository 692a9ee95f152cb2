package frequency

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// maxTally bounds how many different words a Tally keeps. Without it, clients
// could fill the memory with made-up words.
const maxTally = 10_000

// Tally counts the words that clients ask for. Unlike a Table it changes all
// the time, so a lock makes the goroutines that share it take turns.
type Tally struct {
	mu    sync.Mutex
	asked map[string]int
}

// Add adds one to the count of each word.
func (t *Tally) Add(words [][]byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked == nil {
		t.asked = make(map[string]int)
	}
	for _, word := range words {
		_, known := t.asked[string(word)]
		if known || len(t.asked) < maxTally {
			t.asked[string(word)]++
		}
	}
}

// Top returns the n most asked words with their counts, as in "the 3, quick 1";
// words asked equally often are in alphabetical order. It returns "nothing" if
// nobody has asked for a word yet.
func (t *Tally) Top(n int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	words := slices.SortedFunc(maps.Keys(t.asked), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.asked[b], t.asked[a]), cmp.Compare(a, b))
	})
	if len(words) == 0 {
		return "nothing"
	}
	var top []string
	for _, word := range words[:min(n, len(words))] {
		top = append(top, fmt.Sprintf("%s %d", word, t.asked[word]))
	}
	return strings.Join(top, ", ")
}
