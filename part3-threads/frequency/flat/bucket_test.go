package flat

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wallsockets/part3-threads/frequency/flat/hash"
)

// inPartition returns n words of a length that belong to partition 0 of 16.
func inPartition(n, length int) (words []string) {
	for i := 0; len(words) < n; i++ {
		word := fmt.Sprintf("%0*d", length, i)
		if hash.Sum([]byte(word))>>60 == 0 {
			words = append(words, word)
		}
	}
	return words
}

// A word that fits into no bucket of its row is found all the same: the row has a
// reference to it.
func TestFullRow(t *testing.T) {
	counts := make(map[string]uint64)
	s := newScatter(minBits)
	for i, word := range append(inPartition(2, 18), inPartition(1, 29)...) {
		counts[word] = uint64(i)
		if err := s.add([]byte(word), []byte{'0' + byte(i)}, uint64(i)); err != nil {
			t.Fatal(err)
		}
	}
	b := newBuilder([]*scatter{s})
	if err := errors.Join(b.collect(), b.size(AtOnce)); err != nil {
		t.Fatal(err)
	}
	b.table.width, b.table.buckets = 1, b.table.buckets[:1<<minBits] // size took 2
	for part := range b.pages {
		(&filler{builder: b, row: make([]bucket, 1)}).fill(part)
	}
	if err := b.finish(); err != nil || len(b.far[0]) != 31 {
		t.Fatalf("%d bytes are far, %v, want the 31 of the longest word", len(b.far[0]), err)
	}
	differ(t, b.table, counts)
}

// Words and counts of any size fit, and are added up when they are there twice.
func TestLargeEntries(t *testing.T) {
	counts := make(map[string]uint64)
	var list strings.Builder
	for length := 1; length <= maxWord; length += 1 + length/7 {
		for _, count := range []uint64{0, 7, 12_345_678, 1 << 40, 1 << 56} {
			word := strings.Repeat("é", length/2) + strings.Repeat("x", length%2) + fmt.Sprint(count)
			if len(word) <= maxWord {
				counts[word] = 2 * count
				fmt.Fprintf(&list, "%s\t%d\n%s %d\n", word, count, word, count)
			}
		}
	}
	table, err := readString(list.String(), AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	differ(t, table, counts)
}
