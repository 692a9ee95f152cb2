package frequency

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"wallsockets/part3-threads/frequency/flat"
	"wallsockets/part3-threads/frequency/plaintext"
)

// Split distributes the lines of a word list, which may be any that Read reads,
// over shares. The CRC-32 of a line's word, folded, modulo the number of shares
// is the index of its share. That is how the proxy twemproxy chooses a server
// for a key, with hash: crc32a and distribution: modula. Split holds one line at
// a time, so a list may be larger than the memory. A share that gets no word is
// an error: a server would not start with it.
func Split(r io.Reader, name string, shares []io.Writer) error {
	text, err := plaintext.NewReader(r)
	if err != nil {
		return fmt.Errorf("read the word list %s: %w", name, err)
	}
	var buffered []*bufio.Writer
	for _, share := range shares {
		buffered = append(buffered, bufio.NewWriter(share))
	}
	list := &list{name: name}
	used := make([]bool, len(shares))
	lines, word := bufio.NewScanner(text), []byte(nil)
	for number := 1; lines.Scan(); number++ {
		line := lines.Bytes()
		word, _, err = list.parseLine(word[:0], line)
		if err != nil {
			return &flat.BadLine{List: name, Line: number, Text: line, Err: err}
		}
		if len(word) == 0 {
			continue // an empty line
		}
		share := crc32.ChecksumIEEE(word) % uint32(len(shares))
		used[share] = true
		fmt.Fprintf(buffered[share], "%s\n", line) // Flush returns its error, too
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the word list %s: %w", name, err)
	}
	if i := slices.Index(used, false); i >= 0 {
		return fmt.Errorf("split the word list %s: it has no word for share %d of %d; "+
			"split a larger list, or into fewer shares", name, i, len(shares))
	}
	for _, share := range buffered {
		if err := share.Flush(); err != nil {
			return fmt.Errorf("write a share of the word list: %w", err)
		}
	}
	return nil
}
