//go:build linux

package main

import (
	"fmt"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/tui/internal/bench/internal/report"
	"wallsockets/tui/internal/bench/internal/words"
)

const (
	lookUpGroup = "look-up alone, without a socket, of a word"
	lookUps     = 1 << 20 // words in each repetition
)

// lookUp measures what the table itself takes for a word, asked as requests of
// one, ten and a hundred do.
func (b *bench) lookUp() error {
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
	// Copied one behind the other, as they come in requests: to fetch them
	// from all over the list would take longer than to look them up.
	asked := make([][]byte, lookUps)
	var text []byte
	for i := range asked {
		word, _ := list.Entry(draw())
		text = append(text, word...)
		asked[i] = text[len(text)-len(word):]
	}
	var found [][]byte
	for repetition := range b.options.repetitions {
		b.progress.say("%s, repetition %d of %d", lookUpGroup, repetition+1,
			b.options.repetitions)
		for _, n := range []int{1, 10, 100} {
			began := time.Now()
			for at := 0; at+n <= len(asked); at += n {
				found = table.Counts(asked[at:at+n], found)
				if found[n-1] == nil {
					return fmt.Errorf("%q is not in the table", asked[at+n-1])
				}
			}
			b.report.Add(lookUpGroup, fmt.Sprintf("N%d", n), ours, report.Nanos,
				float64(time.Since(began))/lookUps)
		}
	}
	return nil
}
