package frequency

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestAverageAndUnusual(t *testing.T) {
	table := million(t)
	for _, test := range []struct {
		words    string
		average  float64
		n        int
		unusual  string
		unusual2 string
	}{
		{"", 0, 5, "", ""},
		{"whale", 10, 5, "whale", "whale"},
		{"whale never once", 11.0 / 3, 3, "never once whale", "never once"},
		{"zz whale yy whale", 5, 9, "zz yy whale whale", "zz yy"},
	} {
		words := Words([]byte(test.words))
		if got := table.Average(words); math.Abs(got-test.average) > 1e-9 {
			t.Errorf("Average(%s) = %v, want %v", test.words, got, test.average)
		}
		if got := text(table.Unusual(words, test.n)); got != test.unusual {
			t.Errorf("Unusual(%s, %d) = %s, want %s", test.words, test.n, got, test.unusual)
		}
		words = Words([]byte(test.words))
		if got := text(table.Unusual(words, 2)); got != test.unusual2 {
			t.Errorf("Unusual(%s, 2) = %s, want %s", test.words, got, test.unusual2)
		}
	}
}

// Equally frequent words keep their order, however many there are.
func TestUnusualIsStable(t *testing.T) {
	table := million(t)
	var asked, want []string
	for i := range 100 {
		asked = append(asked, fmt.Sprint("n", 100-i), "whale")
		want = append(want, fmt.Sprint("n", 100-i))
	}
	words := Words([]byte(strings.Join(asked, " ")))
	if got := text(table.Unusual(words, 100)); got != strings.Join(want, " ") {
		t.Errorf("Unusual = %s, want the words never seen in their order", got)
	}
}

// A request allocates no memory.
func TestNoAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector drops what is in a pool at random")
	}
	table := million(t)
	words := Words([]byte("the whale and once a quick never the whale"))
	var found [][]byte
	for name, ask := range map[string]func(){
		"Count":   func() { table.Count(words[0]) },
		"Counts":  func() { found = table.Counts(words, found) },
		"Average": func() { table.Average(words) },
		"Unusual": func() { table.Unusual(words, 3) },
	} {
		ask() // fills the pools
		if n := testing.AllocsPerRun(100, ask); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
}
