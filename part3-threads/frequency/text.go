package frequency

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// maxRun bounds, in bytes, how far two spaces of a text may be apart.
const maxRun = 4 << 10

// CountFiles counts the words of texts in UTF-8. Of a folder it takes the
// files that end in .txt, in the folders below it too.
func CountFiles(names ...string) (*Table, error) {
	return countFiles(names, atOnce)
}

func countFiles(names []string, p pace) (*Table, error) {
	var files []string
	size := int64(0)
	for _, name := range names {
		found, err := texts(name)
		if err != nil {
			return nil, fmt.Errorf("count words: %w", err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			size += info.Size() // else opening it tells
		}
	}
	progress := showProgress(os.Stderr, "counting words", size)
	defer progress.end()
	counter := counter{counts: make(map[string]uint64), pace: p, progress: progress}
	for _, file := range files {
		if err := counter.file(file); err != nil {
			return nil, fmt.Errorf("count the words of %s: %w", file, err)
		}
	}
	if len(counter.counts) == 0 {
		return nil, fmt.Errorf("count words: there are none in %q", names)
	}
	return tableOf(counter.counts, p)
}

// counter counts the words of texts.
type counter struct {
	counts   map[string]uint64
	pace     pace
	progress *progress
}

// texts returns name itself when it is a file, its .txt files when a folder.
func texts(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	var files []string
	err = filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".txt" {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

// file counts the words of one text. It reads piece by piece, from space to
// space, so that a text may be larger than memory.
func (c *counter) file(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() // only read: closing it cannot lose anything
	pieces := bufio.NewScanner(c.progress.reader(file))
	pieces.Buffer(nil, maxRun)
	pieces.Split(bufio.ScanWords)
	var word []byte
	for pieces.Scan() {
		c.pace.rest()
		rest := pieces.Bytes()
		for {
			word, rest = next(word[:0], rest)
			if len(word) == 0 {
				break
			}
			c.counts[string(word)]++
		}
	}
	if errors.Is(pieces.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("there is no space in %d bytes: is this a text?", maxRun)
	}
	return pieces.Err()
}
