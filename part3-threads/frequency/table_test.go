package frequency

import (
	"math"
	"strings"
	"testing"
)

// million returns a table of a million running words, so that a count is a
// frequency per million.
func million(t *testing.T) *Table {
	t.Helper()
	table, err := Read(strings.NewReader("the 900000\nof 99989\nwhale 10\nonce 1\n"), "million")
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestMeasures(t *testing.T) {
	table := million(t)
	for _, test := range []struct {
		word             string
		count            uint64
		ok               bool
		perMillion, zipf float64
	}{
		{"the", 900_000, true, 900_000, math.Log10(900_000e3)},
		{"whale", 10, true, 10, 4},
		{"once", 1, true, 1, 3},
		{"never", 0, false, 0, 0},
	} {
		count, ok := table.Count([]byte(test.word))
		if count != test.count || ok != test.ok {
			t.Errorf("Count(%q) = %d, %v, want %d, %v", test.word, count, ok, test.count, test.ok)
		}
		if got := table.PerMillion(count); math.Abs(got-test.perMillion) > 1e-6 {
			t.Errorf("PerMillion(%d) = %v, want %v", count, got, test.perMillion)
		}
		if got := table.Zipf(count); math.Abs(got-test.zipf) > 1e-9 {
			t.Errorf("Zipf(%d) = %v, want %v", count, got, test.zipf)
		}
	}
}
