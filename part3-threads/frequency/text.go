package frequency

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"wallsockets/part3-threads/frequency/flat"
	"wallsockets/part3-threads/frequency/plaintext"
)

// maxRun bounds, in bytes, how far apart two spaces of a text may be.
const maxRun = 4 << 10

// CountFiles counts the words of texts. Each name is that of a file or of a
// folder, which stands for the .txt files in it and below it. A text is UTF-8
// or, with a byte order mark, UTF-16, and may be compressed by gzip.
func CountFiles(names ...string) (*Table, error) {
	return newTable(countFiles(names, flat.AtOnce))
}

func countFiles(names []string, p flat.Pace) (*flat.Table, error) {
	files, err := textFiles(names)
	if err != nil {
		return nil, err
	}
	size := int64(0)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil { // else opening fails, too
			size += info.Size()
		}
	}
	progress := showProgress(os.Stderr, "counting words", size)
	defer progress.end()
	counts := make(map[string]uint64)
	counter := counter{counts: counts, pace: p, progress: progress}
	for _, file := range files {
		if err := counter.addFile(file); err != nil {
			return nil, fmt.Errorf("count the words of %s: %w", file, err)
		}
	}
	if len(counts) == 0 {
		return nil, fmt.Errorf("count words: there are none in %q", names)
	}
	table, err := flat.FromCounts(counts, p)
	if err != nil {
		return nil, fmt.Errorf("count the words of %q: %w", names, err)
	}
	return table, nil
}

// counter counts the words of texts.
type counter struct {
	counts   map[string]uint64
	pace     flat.Pace
	progress *progress
}

// addFile counts the words of one text.
func (c *counter) addFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() // only read: closing it cannot lose anything
	text, err := plaintext.NewReader(c.progress.reader(file))
	if err != nil {
		return err
	}
	err = c.add(text)
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("%d bytes without a space: is this a text?", maxRun)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it is cut short: copy it again")
	}
	return err
}

// add counts the words of one text. It reads pieces that end at a space, so a
// text may be larger than memory.
func (c *counter) add(text io.Reader) error {
	read, at := int64(0), int64(0) // offsets behind the piece, and of it
	pieces := bufio.NewScanner(text)
	pieces.Buffer(nil, maxRun)
	pieces.Split(func(data []byte, end bool) (int, []byte, error) {
		n, piece, err := bufio.ScanWords(data, end)
		at = read + int64(cap(data)-cap(piece)) // piece is a part of data
		read += int64(n)
		return n, piece, err
	})
	var word []byte
	for pieces.Scan() {
		c.pace.Rest()
		rest := pieces.Bytes()
		if err := plaintext.Check(rest, at); err != nil {
			return fmt.Errorf("it is %w", err)
		}
		for {
			word, rest = nextWord(word[:0], rest)
			if len(word) == 0 {
				break
			}
			c.counts[string(word)]++
		}
	}
	return pieces.Err()
}
