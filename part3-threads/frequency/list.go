package frequency

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"unicode/utf8"

	"wallsockets/part3-threads/frequency/flat"
)

// byteOrderMark is what some programs write at the start of a text.
const byteOrderMark = "\ufeff"

// ReadFile reads the word list in the named file, as Read does.
func ReadFile(name string) (*Table, error) {
	return newTable(readFile(name, flat.AtOnce))
}

func readFile(name string, p flat.Pace) (*flat.Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the word list: %w", err)
	}
	defer file.Close() // only read: closing it cannot lose anything
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the word list: %w", err)
	}
	progress := showProgress(os.Stderr, "reading "+name, info.Size())
	defer progress.end()
	return readList(progress.reader(file), info.Size(), name, p)
}

// Read reads a word list: on each line a word and its count, separated by
// tabs, spaces or a comma. The list may be compressed by gzip. Read folds the
// words and adds up the counts of those that become the same. It skips empty
// lines, and byte order marks in front of words: a list that was put together
// from files has some inside. At the first bad line it returns an error with
// name, the line's number and its text. A list that is cut short or has no
// words is an error, too.
func Read(r io.Reader, name string) (*Table, error) {
	return newTable(readList(r, 0, name, flat.AtOnce))
}

// readList does the work of Read. size is that of the list in bytes, roughly.
func readList(r io.Reader, size int64, name string, p flat.Pace) (
	*flat.Table, error) {
	text, err := decompress(r)
	if err != nil {
		return nil, fmt.Errorf("read the word list %s: %w", name, err)
	}
	return flat.Read(flat.List{
		Name: name, Text: text, Size: size, Parse: parseLine}, p)
}

// decompress returns the text of r, which may be compressed by gzip.
func decompress(r io.Reader) (io.Reader, error) {
	start := make([]byte, 2)
	n, err := io.ReadFull(r, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	r = io.MultiReader(bytes.NewReader(start[:n]), r)
	if string(start[:n]) != "\x1f\x8b" {
		return r, nil
	}
	return gzip.NewReader(bufio.NewReaderSize(r, 64<<10))
}

// parseLine parses a line of a word list. It returns the line's word, folded
// and appended to dst, and its count; or dst and 0 if the line is empty.
func parseLine(dst, line []byte) (word []byte, count uint64, err error) {
	if !utf8.Valid(line) {
		return nil, 0, errors.New("the line is not UTF-8 text")
	}
	if len(bytes.TrimSpace(bytes.TrimLeft(line, byteOrderMark))) == 0 {
		return dst, 0, nil
	}
	fields := bytes.FieldsFunc(line, func(r rune) bool {
		return r == '\t' || r == ' ' || r == ',' || r == '\r'
	})
	if len(fields) > 0 {
		word = bytes.TrimLeft(fields[0], byteOrderMark)
	}
	if len(fields) != 2 || len(word) == 0 {
		return nil, 0, errors.New("want a word and its count, " +
			"separated by a tab, a space or a comma")
	}
	count, err = strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		return nil, 0, errors.New("the count is not a whole number " +
			"from 0 to 18446744073709551615")
	}
	return Fold(dst, word), count, nil
}

// Write writes the table as a word list that Read can read: a word, a tab and
// its count on each line. The most frequent words come first, and equally
// frequent ones in the order of their bytes.
func (t *Table) Write(w io.Writer) error {
	counts := make(map[string]uint64, t.Len())
	for word, count := range t.words.All() {
		counts[string(word)] = count
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	buffered := bufio.NewWriter(w)
	for _, word := range words {
		fmt.Fprintf(buffered, "%s\t%d\n", word, counts[word])
	}
	return buffered.Flush()
}
