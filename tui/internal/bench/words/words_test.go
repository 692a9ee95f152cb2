package words

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The words of a list all differ, look like words, have nine letters on average,
// and come in the order of their counts.
func TestGenerate(t *testing.T) {
	const n = 40_000
	var text, again bytes.Buffer
	if err := Generate(&text, n); err != nil {
		t.Fatal(err)
	}
	if err := Generate(&again, n); err != nil || !bytes.Equal(text.Bytes(), again.Bytes()) {
		t.Errorf("the second list differs from the first (%v)", err)
	}
	name := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := Read(name)
	if err != nil || list.Len() != n {
		t.Fatalf("Read returned %d words, %v; want %d", list.Len(), err, n)
	}
	spoken := regexp.MustCompile(`^([bcdfghjklmnprstvwxyz][aeiou]){3,5}[dklmnprstx]?$`)
	seen, letters := make(map[string]bool), 0
	for rank := range n {
		word, _ := list.Entry(rank)
		if seen[string(word)] {
			t.Fatalf("the list has %q twice", word)
		}
		if !spoken.Match(word) {
			t.Fatalf("%q does not look like a word", word)
		}
		seen[string(word)] = true
		letters += len(word)
		if rank > 0 && count(rank, n) > count(rank-1, n) {
			t.Fatalf("rank %d has a higher count than rank %d", rank, rank-1)
		}
	}
	if average := float64(letters) / n; average < 8.9 || average > 9.1 {
		t.Errorf("the words have %.2f letters on average, want 9.0", average)
	}
}

// scatter maps all numbers one to one.
func TestScatter(t *testing.T) {
	const modulus = 1_000_000
	seen := make([]bool, modulus)
	for number := range uint64(modulus) {
		scattered := scatter(number, modulus)
		if seen[scattered] {
			t.Fatalf("scatter maps two numbers to %d", scattered)
		}
		seen[scattered] = true
	}
}

func TestGenerateRefuses(t *testing.T) {
	for _, n := range []int{-1, 0, MaxWords + 1} {
		if Generate(new(bytes.Buffer), n) == nil {
			t.Errorf("Generate made a list of %d words", n)
		}
	}
}

// Import rewrites a user's list so that all peers read it the same.
func TestImport(t *testing.T) {
	const theirs = "Rare 1\nrare,2\nthe 900\nnaïve\t5\nwhale\t10\nthe\t7\nword\n"
	const want = "whale\t10\nthe\t7\nrare\t2\n"
	name := filepath.Join(t.TempDir(), "list")
	var zipped bytes.Buffer
	zip := gzip.NewWriter(&zipped)
	zip.Write([]byte(theirs))
	zip.Close()
	for _, data := range []string{theirs, zipped.String()} {
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		var ours strings.Builder
		kept, err := Import(&ours, name)
		if ours.String() != want || kept != 3 || err != nil {
			t.Errorf("Import = %q, %d, %v, want %q", ours.String(), kept, err, want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	name := filepath.Join(t.TempDir(), "list")
	for _, text := range []string{"", "word\n", "\t1\n", "the\t1\nword 2\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if list, err := Read(name); err == nil {
			t.Errorf("Read(%q) returned %d words, want an error", text, list.Len())
		}
	}
}

// Zipf draws low ranks most often, and the same seed draws the same ranks.
func TestZipf(t *testing.T) {
	const n, draws = 1000, 100_000
	first, second, times := Zipf(n, 1), Zipf(n, 1), make([]int, n)
	for range draws {
		rank := first()
		if other := second(); other != rank {
			t.Fatalf("the same seed drew %d and %d", rank, other)
		}
		times[rank]++
	}
	if times[0] < 10*times[100] || times[0] > draws/3 {
		t.Errorf("Zipf drew rank 0 %d times of %d, rank 100 %d times",
			times[0], draws, times[100])
	}
}
