//go:build linux

package bench

import (
	"context"
	"fmt"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
	"wallsockets/tui/internal/bench/words"
)

const (
	lookUpGroup = "look-up alone, without a socket, of a word"
	lookUps     = 1 << 20 // in each repetition
)

// lookUp measures the time that the table takes for a word, in requests of one,
// ten and a hundred words.
func (b *bench) lookUp(ctx context.Context) error {
	table, err := frequency.ReadFile(b.list)
	if err != nil {
		return err
	}
	list, err := words.Read(b.list)
	if err != nil {
		return err
	}
	const seed = 42
	draw := words.Zipf(list.Len(), seed)
	// The words lie side by side, as in a request: fetching them from all over
	// the list would take longer than looking them up.
	asked := make([][]byte, lookUps)
	var text []byte
	for i := range asked {
		word, _ := list.Entry(draw())
		text = append(text, word...)
		asked[i] = text[len(text)-len(word):]
	}
	var found [][]byte
	for repetition := range b.options.repetitions {
		if err := ctx.Err(); err != nil {
			return err
		}
		b.sayRepetition(lookUpGroup, repetition, "")
		for _, n := range []int{1, 10, 100} {
			began := time.Now()
			for at := 0; at+n <= len(asked); at += n {
				found = table.Counts(asked[at:at+n], found)
				if found[n-1] == nil {
					return fmt.Errorf("%q is not in the table", asked[at+n-1])
				}
			}
			b.report.Add(lookUpGroup, fmt.Sprintf("N%d", n), peer.Part5, report.Nanos,
				float64(time.Since(began))/lookUps)
		}
	}
	return nil
}
