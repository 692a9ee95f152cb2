package runner

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"wallsockets/tui/internal/course"
)

// fingerprint changes with anything that a stage's programs may be built from:
// go.mod, go.sum, and the files of its folder and of the earlier parts' folders,
// from which it may import.
func fingerprint(root string, stage course.Stage) (string, error) {
	hash := sha256.New()
	places := []string{"go.mod", "go.sum"}
	for _, earlier := range course.Stages {
		if earlier.Number <= stage.Number {
			places = append(places, earlier.ID)
		}
	}
	for _, place := range places {
		err := filepath.WalkDir(filepath.Join(root, place),
			func(path string, entry fs.DirEntry, err error) error {
				return addSource(hash, path, entry, err)
			})
		if err != nil {
			return "", fmt.Errorf("look for changes: %w", err)
		}
	}
	return fmt.Sprintf("%x", hash.Sum(nil)), nil
}

// addSource adds one file to the hash, by name, size and time: reading all files
// would take longer than go build itself.
func addSource(hash io.Writer, path string, entry fs.DirEntry, err error) error {
	// An editor may remove a file for a moment while it saves.
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && entry.IsDir() && entry.Name() == "exercises" {
		return fs.SkipDir // no program of a stage is built from them
	}
	if err != nil || entry.IsDir() || isScrap(entry.Name()) {
		return err
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		fmt.Fprintf(hash, "%q %d %d\n", path, info.Size(), info.ModTime().UnixNano())
	}
	return err
}

// isScrap reports whether a file is not part of the program: a test, or an
// editor's temporary file, which Go ignores, too.
func isScrap(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
		strings.HasSuffix(name, "~") || strings.HasSuffix(name, "_test.go")
}
