package flat

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// sampleCounts has words of all lengths and counts of all sizes.
func sampleCounts(n int) map[string]uint64 {
	random := rand.New(rand.NewPCG(3, 4))
	counts := make(map[string]uint64, n)
	for i := range n {
		word := strconv.AppendInt(nil, int64(i)*7_368_787, 36)
		switch i % 100 {
		case 0:
			word = append(bytes.Repeat([]byte("ab"), random.IntN(200)), word...)
		case 1:
			word = append([]byte("naïve-œuvre'"), word...)
		case 2:
			word = word[:1+random.IntN(len(word))]
		}
		counts[string(word)] = random.Uint64N(1 << random.IntN(50))
	}
	return counts
}

// differ reports how a table differs from the map it was made of.
func differ(t *testing.T, table *Table, counts map[string]uint64) {
	t.Helper()
	total := uint64(0)
	for _, count := range counts {
		total += count
	}
	if table.Len() != len(counts) || table.Total() != total {
		t.Errorf("the table has %d words and %d in total, want %d and %d",
			table.Len(), table.Total(), len(counts), total)
	}
	words := slices.Collect(maps.Keys(counts))
	random := rand.New(rand.NewPCG(5, 6))
	var found [][]byte
	var numbers []uint64
	for range 2 * len(counts) / 20 {
		var asked [][]byte
		for range random.IntN(40) {
			word := words[random.IntN(len(words))]
			if random.IntN(3) == 0 {
				word += "x" // rarely in the table
			}
			asked = append(asked, []byte(word))
		}
		found, numbers = table.Counts(asked, found), table.Numbers(asked, numbers)
		for i, word := range asked {
			want, known := counts[string(word)]
			if got := found[i]; known && string(got) != fmt.Sprint(want) || !known && got != nil {
				t.Fatalf("Counts of %q: %q, want %d, %v", word, got, want, known)
			}
			if numbers[i] != want {
				t.Fatalf("Numbers of %q: %d, want %d", word, numbers[i], want)
			}
			if got, ok := table.Count(word); got != want || ok != known {
				t.Fatalf("Count(%q) = %d, %v, want %d, %v", word, got, ok, want, known)
			}
		}
	}
	seen := make(map[string]uint64)
	for word, count := range table.All() {
		seen[string(word)] += count
	}
	if !maps.Equal(seen, counts) {
		t.Errorf("All has %d words, which are not the %d of the table", len(seen), len(counts))
	}
}

// A table answers as a map does, however many words it has.
func TestTableAsMap(t *testing.T) {
	for _, n := range []int{1, 2, 17, 1000, 100_000} {
		counts := sampleCounts(n)
		table, err := FromCounts(counts, AtOnce)
		if err != nil {
			t.Fatal(err)
		}
		differ(t, table, counts)
	}
}

// Any number of goroutines may read a table at the same time.
func TestTableShared(t *testing.T) {
	counts := sampleCounts(2000)
	table, err := FromCounts(counts, AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() { differ(t, table, counts) })
	}
	readers.Wait()
}

// A caller may stop after the first of All.
func TestAllStops(t *testing.T) {
	table, err := FromCounts(sampleCounts(100), AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	for range table.All() {
		break
	}
}

// What cannot be in a table is an error.
func TestFromCountsErrors(t *testing.T) {
	for _, test := range []struct {
		counts map[string]uint64
		want   string
	}{
		{map[string]uint64{"a": 1 << 63, "b": 1 << 63}, errOverflow.Error()},
		{map[string]uint64{strings.Repeat("a", maxWord+1): 1}, "the word is longer than"},
	} {
		_, err := FromCounts(test.counts, AtOnce)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("FromCounts: %v, want %q", err, test.want)
		}
	}
}
