package frequency

import (
	"bytes"
	"sync"
	"testing"
)

func TestTally(t *testing.T) {
	var tally Tally
	if got := tally.Top(5); got != "nothing" {
		t.Errorf("Top(5) of nothing = %q, want nothing", got)
	}
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for range 100 {
				tally.Add(Words([]byte("the b the a")))
			}
		})
	}
	clients.Wait()
	if got, want := tally.Top(5), "the 1600, a 800, b 800"; got != want {
		t.Errorf("Top(5) = %q, want %q", got, want)
	}
	if got, want := tally.Top(1), "the 1600"; got != want {
		t.Errorf("Top(1) = %q, want %q", got, want)
	}
}

func TestTallyIsBounded(t *testing.T) {
	var tally Tally
	for i := range 2 * maxTally {
		tally.Add([][]byte{bytes.Repeat([]byte("x"), i%300), []byte{byte(i), byte(i >> 8), byte(i >> 16)}})
	}
	if got := len(tally.asked); got != maxTally {
		t.Errorf("the tally keeps %d words, want %d", got, maxTally)
	}
}
