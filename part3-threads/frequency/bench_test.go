package frequency

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// madeUp appends the i-th of 24 million made-up words to dst. They have nine
// letters on average, and words with neighbouring numbers are not alike.
func madeUp(dst []byte, i int) []byte {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	const syllables = len(consonants) * len(vowels)
	x := i * 7_368_787 % (syllables * syllables * syllables * syllables)
	if x%3 != 0 {
		dst = append(dst, vowels[x%5])
	}
	for range 4 {
		syllable := x % syllables
		dst = append(dst, consonants[syllable/5], vowels[syllable%5])
		x /= syllables
	}
	return dst
}

// listOf writes a list of n words, with counts as in a real list and the most
// frequent word first, and returns its file's name.
func listOf(b testing.TB, n int) string {
	name := filepath.Join(b.TempDir(), "list.tsv")
	file, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	var line []byte
	for i := range n {
		line = madeUp(line[:0], i+1)
		line = strconv.AppendInt(append(line, '\t'), int64(10*n/(i+1)+1), 10)
		w.Write(append(line, '\n'))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return name
}

// asked draws n words from a list that listOf made of so many words. By Zipf's
// law, as in texts, it mostly draws from the start of the list.
func asked(n, words int) [][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.01, 2.7, uint64(words-1))
	drawn := make([][]byte, n)
	buffer := make([]byte, 0, n*24)
	for i := range drawn {
		start := len(buffer)
		buffer = madeUp(buffer, int(zipf.Uint64())+1)
		drawn[i] = buffer[start:]
	}
	return drawn
}

// BenchmarkCounts measures the look-ups of a request of 1, 10 or 100 words.
func BenchmarkCounts(b *testing.B) {
	for _, size := range []int{40_000, 1_000_000} {
		table, err := ReadFile(listOf(b, size))
		if err != nil {
			b.Fatal(err)
		}
		words := asked(1<<20, size)
		for _, n := range []int{1, 10, 100} {
			b.Run(fmt.Sprintf("words=%d/batch=%d", size, n), func(b *testing.B) {
				b.ReportAllocs()
				var found [][]byte
				at := 0
				for b.Loop() {
					if at+n > len(words) {
						at = 0
					}
					found = table.Counts(words[at:at+n], found)
					for i := range found {
						if found[i] == nil {
							b.Fatalf("%q is not in the table", words[at+i])
						}
					}
					at += n
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/word")
			})
		}
	}
}

// BenchmarkReadFile measures how fast lists are loaded.
func BenchmarkReadFile(b *testing.B) {
	for _, size := range []int{40_000, 1_000_000, 10_000_000} {
		b.Run(fmt.Sprintf("words=%d", size), func(b *testing.B) {
			name := listOf(b, size)
			info, err := os.Stat(name)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			for b.Loop() {
				if _, err := ReadFile(name); err != nil {
					b.Fatal(err)
				}
			}
		})
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
