package course

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// source is a file's text, and the file as it was when it was read.
type source struct {
	state fs.FileInfo
	text  string
}

// sourceCache has the files that Source has read, by their paths: a guide draws lines of
// them with each key.
var sourceCache struct {
	mu  sync.Mutex
	all map[string]source
}

// Source returns the text of a file in the checkout at root, with "\n" between its
// lines. It reads the file again only if the file has changed.
func Source(root, file string) (string, error) {
	path := filepath.Join(root, filepath.FromSlash(file))
	state, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	sourceCache.mu.Lock()
	defer sourceCache.mu.Unlock()
	known, found := sourceCache.all[path]
	if found && os.SameFile(known.state, state) && known.state.Size() == state.Size() &&
		known.state.ModTime().Equal(state.ModTime()) {
		return known.text, nil
	}
	code, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if sourceCache.all == nil {
		sourceCache.all = make(map[string]source)
	}
	text := strings.ReplaceAll(string(code), "\r\n", "\n")
	sourceCache.all[path] = source{state, text}
	return text, nil
}
