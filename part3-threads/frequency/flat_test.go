package frequency

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

// sampleCounts has words of all lengths and counts of all sizes.
func sampleCounts(n int) map[string]uint64 {
	random := rand.New(rand.NewPCG(3, 4))
	counts := make(map[string]uint64, n)
	for i := range n {
		word := madeUp(nil, i+1)
		switch i % 100 {
		case 0:
			word = append(bytes.Repeat([]byte("ab"), random.IntN(200)), word...)
		case 1:
			word = append([]byte("naïve-Œuvre’"), word...)
		case 2:
			word = word[:1+random.IntN(4)]
		}
		counts[string(Fold(nil, word))] = random.Uint64N(1 << random.IntN(50))
	}
	return counts
}

// listing writes counts as a list, in an order of its own, with the counts of
// some words in two parts.
func listing(counts map[string]uint64) string {
	var first, second strings.Builder
	for word, count := range counts {
		half := count / 2 * (count % 3 % 2)
		fmt.Fprintf(&first, "%s\t%d\n", word, count-half)
		if half > 0 {
			fmt.Fprintf(&second, "%s %d\r\n", strings.ToUpper(word), half)
		}
	}
	return first.String() + second.String()
}

// differ reports how a table differs from the map it was made of.
func differ(t *testing.T, table *Table, counts map[string]uint64) {
	t.Helper()
	total := uint64(0)
	for _, count := range counts {
		total += count
	}
	if table.Len() != len(counts) || table.Total() != total {
		t.Errorf("the table has %d words, %d running ones, want %d, %d",
			table.Len(), table.Total(), len(counts), total)
	}
	words := slices.Collect(maps.Keys(counts))
	random := rand.New(rand.NewPCG(5, 6))
	var found [][]byte
	for range 2 * len(counts) / 20 {
		var asked [][]byte
		for range random.IntN(40) {
			word := words[random.IntN(len(words))]
			if random.IntN(3) == 0 {
				word += "x" // seldom there
			}
			asked = append(asked, []byte(word))
		}
		found = table.Counts(asked, found)
		for i, word := range asked {
			want, known := counts[string(word)]
			if got := found[i]; known && string(got) != fmt.Sprint(want) || !known && got != nil {
				t.Fatalf("Counts of %q: %q, want %d, %v", word, got, want, known)
			}
			if got, ok := table.Count(word); got != want || ok != known {
				t.Fatalf("Count(%q) = %d, %v, want %d, %v", word, got, ok, want, known)
			}
		}
	}
	seen := make(map[string]uint64)
	table.each(func(word, digits []byte) { seen[string(word)] += parseCount(digits) })
	if !maps.Equal(seen, counts) {
		t.Errorf("each saw %d words, not the %d of the table", len(seen), len(counts))
	}
}

// A table answers as a map does, however many words it has.
func TestTableAsMap(t *testing.T) {
	for _, n := range []int{1, 2, 17, 1000, 100_000} {
		counts := sampleCounts(n)
		table, err := tableOf(counts, atOnce)
		if err != nil {
			t.Fatal(err)
		}
		differ(t, table, counts)
	}
}

// A list has the same words however it is dealt out to workers, and at
// whatever pace it is read.
func TestReadAsMap(t *testing.T) {
	counts := sampleCounts(100_000)
	list := listing(counts)
	for _, pace := range []pace{atOnce, gently} {
		table, err := read(strings.NewReader(list), int64(len(list)), "list", pace)
		if err != nil {
			t.Fatal(err)
		}
		differ(t, table, counts)
	}
}

// Of several bad lines the first is told, with its number, and a bad line is
// told before what is wrong behind it.
func TestReadFirstBadLine(t *testing.T) {
	var list strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&list, "%s %d\n", madeUp(nil, i+1), i)
		if i == 111_110 || i == 150_000 {
			list.WriteString("bad line\n")
		}
	}
	_, err := Read(strings.NewReader(list.String()), "list")
	if err == nil || !strings.HasPrefix(err.Error(), `list:111112: "bad line": the count`) {
		t.Errorf("Read: %v, want line 111112", err)
	}
	zipped := zip(t, list.String())
	_, err = Read(strings.NewReader(zipped[:len(zipped)-10]), "list")
	if err == nil || !strings.HasPrefix(err.Error(), `list:111112:`) {
		t.Errorf("Read, cut short: %v, want line 111112", err)
	}
}

// Workers may find bad lines in any order.
func TestFirstOfBadLines(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		list := &listReader{name: "list", lines: make([]int, 3)}
		for _, number := range order {
			var err error
			if number > 0 {
				err = fmt.Errorf("bad in piece %d", number)
			}
			list.done(number, 10, err)
		}
		if err := list.problem(); err == nil || err.Error() != "list:20: bad in piece 1" {
			t.Errorf("found in the order %v: %v, want that of piece 1", order, err)
		}
	}
}

// The counts of a long list may add up to too much in no line in particular.
func TestReadOverflow(t *testing.T) {
	for _, list := range []string{
		"a 9999999999999999999\nb 9999999999999999999\n",
		"a 9999999999999999999\n" + strings.Repeat("c 1\n", 400_000) + "b 9999999999999999999\n",
	} {
		if _, err := Read(strings.NewReader(list), "list"); err == nil ||
			!strings.Contains(err.Error(), errOverflow.Error()) {
			t.Errorf("Read: %v, want %v", err, errOverflow)
		}
	}
}

// Lines that are nearly simple mean what parseLine says.
func TestSimpleLine(t *testing.T) {
	for _, line := range []string{
		"whale\t7", "whale 7", "whale,7", "whale\t\t7", "whale\t07", "whale\t0", "a\t1",
		"don't\t7", "re-read\t70", "Whale\t7", "wHALE\t7", "whalE\t7", "whaleZ\t7", "whale[\t7", "whale@\t7",
		"whale!\t7", "œuvre\t7", "abcdefgœ\t7", "abcdefgh\t7", "abcdefghi\t7", "abcdefg\t7",
		"whale\t999999999999999999", "whale\t9999999999999999999", "whale\t7\r", " whale\t7",
		"whale\t", "whale", "\t7", "whale\t7x", "whale\t-7", "whale\t7 8", "", "wh\x00ale\t7",
		strings.Repeat("long", 300) + "\t7",
	} {
		text := append([]byte(line+"\nnext 1\n"), make([]byte, wordSlack)...)[:len(line)+8]
		word, digits, count, size := simpleLine(text)
		if size == 0 {
			continue
		}
		want, wantCount, err := parseLine([]byte(line))
		if err != nil || string(word) != string(Fold(nil, want)) || count != wantCount ||
			string(digits) != fmt.Sprint(count) || size != len(line)+1 {
			t.Errorf("simpleLine(%q) = %q, %q, %d, %d, want %q, %d, %v",
				line, word, digits, count, size, want, wantCount, err)
		}
	}
	plain := append([]byte("whale\t917\n"), make([]byte, wordSlack)...)[:10]
	if _, _, _, size := simpleLine(plain); size != 10 {
		t.Error("a plain line is not simple")
	}
}

func TestFolded(t *testing.T) {
	for c := range 256 {
		for _, at := range []int{0, 3, 7, 8, 12} {
			word := []byte("abcdefghijklm")
			word[at] = byte(c)
			if Folded(word) && string(Fold(nil, word)) != string(word) {
				t.Errorf("Folded(%q), but Fold changes it", word)
			}
		}
	}
	for _, word := range []string{"", "whale", "don't-re-read-42", "abcdefgh"} {
		if !Folded([]byte(word)) {
			t.Errorf("Folded(%q) is false", word)
		}
	}
}

// A request costs no memory of its own.
func TestNoAllocations(t *testing.T) {
	table := million(t)
	words := Words([]byte("the whale and once a quick never the whale"))
	var found [][]byte
	for name, ask := range map[string]func(){
		"Count":   func() { table.Count(words[0]) },
		"Counts":  func() { found = table.Counts(words, found) },
		"Average": func() { table.Average(words) },
		"Unusual": func() { table.Unusual(words, 3) },
	} {
		ask()
		if raceEnabled {
			continue // the detector makes pools forget at random
		}
		if n := testing.AllocsPerRun(100, ask); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
}

// Any number of goroutines may read a table, also while it is exchanged.
func TestTableShared(t *testing.T) {
	counts := sampleCounts(2000)
	table, err := tableOf(counts, atOnce)
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() { differ(t, table, counts) })
	}
	readers.Wait()
}
