package frequency

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"sync"
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
		t.Errorf("Unusual = %s, want the words never seen as they were asked", got)
	}
}

func TestAnswer(t *testing.T) {
	table := million(t)
	for _, test := range []struct{ line, want string }{
		{"The whale, nEVER", "the\t900000\t900000.0\t8.95\n" +
			"whale\t10\t10.0\t4.00\nnever\t0\t0.0\t0.00\n" +
			"# 3 words, average 300003.3 per million, most unusual first: never whale the\n"},
		{"once", "once\t1\t1.0\t3.00\n" +
			"# 1 words, average 1.0 per million, most unusual first: once\n"},
		{"", "# 0 words, average 0.0 per million, most unusual first:\n"},
	} {
		if got := string(table.Answer(Words([]byte(test.line)))); got != test.want {
			t.Errorf("Answer(%q) = %q, want %q", test.line, got, test.want)
		}
	}
}

// The note beside the embedded list tells its size.
func TestEmbeddedList(t *testing.T) {
	table, err := new(Source).Load()
	if err != nil {
		t.Fatal(err)
	}
	if table.Len() != 39_033 || table.Total() != 2_013_909 {
		t.Errorf("the embedded list has %d words, %d running; WORDS.md says 39,033 and 2,013,909",
			table.Len(), table.Total())
	}
}

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

func BenchmarkLoadEmbedded(b *testing.B) {
	for b.Loop() {
		if _, err := new(Source).Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnswer(b *testing.B) {
	table, err := new(Source).Load()
	if err != nil {
		b.Fatal(err)
	}
	line := []byte("a tagging program needs the average frequencies of ten words")
	b.ReportAllocs()
	for b.Loop() {
		table.Answer(Words(line))
	}
}
