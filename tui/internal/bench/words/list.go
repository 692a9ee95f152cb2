package words

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// List is a word list in memory, the most frequent word first. It holds the
// text of the file and the end of each line: no pointer for each word.
type List struct {
	text []byte
	ends []uint32 // of the lines, after the newline
}

// Read reads the list in a file that Generate or Import has written. It returns
// an error for an empty list, and for a line that is not a word, a tab and a
// count.
func Read(name string) (*List, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if len(text) > math.MaxUint32 {
		return nil, fmt.Errorf("%s: the list is larger than 4 GiB", name)
	}
	l := &List{text: text, ends: make([]uint32, 0, bytes.Count(text, []byte("\n")))}
	for start := 0; start < len(text); {
		end := bytes.IndexByte(text[start:], '\n') + 1
		if bytes.IndexByte(text[start:start+end], '\t') < 1 {
			return nil, fmt.Errorf("%s: line %d: want a word, a tab and a count",
				name, len(l.ends)+1)
		}
		start += end
		l.ends = append(l.ends, uint32(start))
	}
	if l.Len() == 0 {
		return nil, fmt.Errorf("%s: no words", name)
	}
	return l, nil
}

// Len returns the number of words.
func (l *List) Len() int { return len(l.ends) }

// Entry returns the word of a rank and its count in decimal digits. Rank 0 is
// the most frequent word.
func (l *List) Entry(rank int) (word, count []byte) {
	start := uint32(0)
	if rank > 0 {
		start = l.ends[rank-1]
	}
	word, count, _ = bytes.Cut(l.text[start:l.ends[rank]-1], []byte("\t"))
	return word, count
}

// Import rewrites a user's list, plain or gzip, with a word and a count on each
// line, so that all peers read it the same: the most frequent word first, each
// word once. It leaves out words with other letters than a to z, because the
// peers differ in which of those they consider equal. It returns the number of
// words that it kept.
func Import(to io.Writer, name string) (kept int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	in := bufio.NewReader(file)
	if magic, _ := in.Peek(2); string(magic) == "\x1f\x8b" {
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		in = bufio.NewReader(unzipped)
	}
	counts, err := parse(in)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return write(to, counts)
}

// letters are those that a word may have.
const letters = "abcdefghijklmnopqrstuvwxyz"

// parse returns the counts of the words that Import keeps.
func parse(in io.Reader) (map[string]uint64, error) {
	counts := make(map[string]uint64)
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		fields := strings.FieldsFunc(lines.Text(), func(r rune) bool {
			return r == ' ' || r == '\t' || r == ','
		})
		if len(fields) < 2 || strings.Trim(fields[0], letters) != "" {
			continue
		}
		count, err := strconv.ParseUint(fields[1], 10, 32)
		if err != nil {
			return nil, fmt.Errorf("the count of %s: %w", fields[0], err)
		}
		counts[fields[0]] = count
	}
	if len(counts) == 0 && lines.Err() == nil {
		return nil, errors.New("no line has a word of the letters a to z and a count")
	}
	return counts, lines.Err()
}

// write writes the words, the most frequent first.
func write(to io.Writer, counts map[string]uint64) (int, error) {
	ranked := make([]string, 0, len(counts))
	for word := range counts {
		ranked = append(ranked, word)
	}
	slices.SortFunc(ranked, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	out := bufio.NewWriter(to)
	for _, word := range ranked {
		fmt.Fprintf(out, "%s\t%d\n", word, counts[word])
	}
	return len(ranked), out.Flush()
}
