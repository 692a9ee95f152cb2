package frequency

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode/utf8"
)

// maxListLine bounds a line of a word list, in bytes.
const maxListLine = 64 << 10

// ReadFile reads the word list in the named file, as Read does.
func ReadFile(name string) (*Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the word list: %w", err)
	}
	defer file.Close() // only read: closing it cannot lose anything
	return Read(file, name)
}

// Read reads a word list: on each line a word and its count, separated by
// tabs, spaces or a comma. It may be compressed by gzip and begin with a byte
// order mark; empty lines are passed over. Words are folded, and those that
// become the same are added up. The first bad line ends the reading with an
// error that has name, the line's number and its text; a list that is cut
// short or has no words at all is an error too.
func Read(r io.Reader, name string) (*Table, error) {
	plain, err := plainReader(r)
	if err != nil {
		return nil, fmt.Errorf("read the word list %s: %w", name, err)
	}
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, maxListLine)
	table := newTable()
	var folded []byte
	number := 0
	for lines.Scan() {
		number++
		line := lines.Bytes()
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		word, count, err := parseLine(line)
		if err == nil {
			folded = Fold(folded[:0], word)
			err = table.add(folded, count)
		}
		if err != nil {
			err = fmt.Errorf("%s:%d: %.80q: %w", name, number, line, err)
			// If reading fails here, the line is bad for being cut short.
			if lines.Scan() || lines.Err() == nil {
				return nil, err
			}
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("%s:%d: the line is longer than %d bytes: "+
			"is this a word list?", name, number+1, maxListLine)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("read the word list %s: it is cut short behind "+
			"line %d: copy it again", name, number)
	case err != nil:
		return nil, fmt.Errorf("read the word list %s behind line %d: %w",
			name, number, err)
	case table.Len() == 0:
		return nil, fmt.Errorf("read the word list %s: it has no words", name)
	}
	return table, nil
}

// plainReader returns the text of r, which gzip may have compressed.
func plainReader(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	// An error here is met again, and told, by whoever reads on.
	if magic, _ := buffered.Peek(2); string(magic) != "\x1f\x8b" {
		return buffered, nil
	}
	return gzip.NewReader(buffered)
}

// parseLine takes a line of a word list apart.
func parseLine(line []byte) (word []byte, count uint64, err error) {
	if !utf8.Valid(line) {
		return nil, 0, errors.New("the line is not UTF-8 text")
	}
	fields := bytes.FieldsFunc(line, func(r rune) bool {
		return r == '\t' || r == ' ' || r == ',' || r == '\r'
	})
	if len(fields) != 2 {
		return nil, 0, errors.New("want a word and its count, " +
			"separated by a tab, a space or a comma")
	}
	count, err = strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		return nil, 0, errors.New("the count is not a whole number " +
			"from 0 to 18446744073709551615")
	}
	return fields[0], count, nil
}

// Write writes the table as a word list that Read takes: a word, a tab and
// its count on each line, the most frequent words first.
func (t *Table) Write(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	for _, word := range t.sorted() {
		fmt.Fprintf(buffered, "%s\t%d\n", word, t.counts[word])
	}
	return buffered.Flush()
}
