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
const maxRun = 1 << 20

// CountFiles counts the words of texts in UTF-8. Of a folder it takes the
// files that end in .txt, in the folders below it too.
func CountFiles(names ...string) (*Table, error) {
	table := newTable()
	for _, name := range names {
		files, err := texts(name)
		if err != nil {
			return nil, fmt.Errorf("count words: %w", err)
		}
		for _, file := range files {
			if err := table.countFile(file); err != nil {
				return nil, fmt.Errorf("count the words of %s: %w", file, err)
			}
		}
	}
	if table.Len() == 0 {
		return nil, fmt.Errorf("count words: there are none in %q", names)
	}
	return table, nil
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

// countFile adds the words of one text. It reads piece by piece, from space to
// space, so that a text may be larger than memory.
func (t *Table) countFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() // only read: closing it cannot lose anything
	pieces := bufio.NewScanner(file)
	pieces.Buffer(nil, maxRun)
	pieces.Split(bufio.ScanWords)
	var word []byte
	for pieces.Scan() {
		rest := pieces.Bytes()
		for {
			word, rest = next(word[:0], rest)
			if len(word) == 0 {
				break
			}
			if err := t.add(word, 1); err != nil {
				return err
			}
		}
	}
	if errors.Is(pieces.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("there is no space in %d bytes: is this a text?", maxRun)
	}
	return pieces.Err()
}
