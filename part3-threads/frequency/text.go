package frequency

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"wallsockets/part3-threads/frequency/flat"
)

// maxRun bounds, in bytes, how far apart two spaces of a text may be.
const maxRun = 4 << 10

// CountFiles counts the words of UTF-8 texts. Each name is that of a file or of
// a folder, which stands for the .txt files in it and below it.
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

// textFiles returns the names of all files that names stand for.
func textFiles(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		add := func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() &&
				(path == name || filepath.Ext(path) == ".txt") {
				files = append(files, path)
			}
			return err
		}
		if err := filepath.WalkDir(name, add); err != nil {
			return nil, fmt.Errorf("count words: %w", err)
		}
	}
	return files, nil
}

// counter counts the words of texts.
type counter struct {
	counts   map[string]uint64
	pace     flat.Pace
	progress *progress
}

// addFile counts the words of one text. It reads pieces that end at a space, so
// a text may be larger than memory.
func (c *counter) addFile(name string) error {
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
		c.pace.Rest()
		rest := pieces.Bytes()
		for {
			word, rest = nextWord(word[:0], rest)
			if len(word) == 0 {
				break
			}
			c.counts[string(word)]++
		}
	}
	if errors.Is(pieces.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%d bytes without a space: is this a text?", maxRun)
	}
	return pieces.Err()
}
