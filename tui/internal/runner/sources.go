package runner

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
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

// addSource adds one file to the hash, by its name and content: a change that was
// taken back is no change.
func addSource(hash io.Writer, path string, entry fs.DirEntry, err error) error {
	// An editor may remove a file for a moment while it saves.
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && entry.IsDir() && entry.Name() == "exercises" {
		return fs.SkipDir // no program of a stage is built from them
	}
	if err != nil || isScrap(entry.Name()) || !entry.Type().IsRegular() {
		return err
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		fmt.Fprintf(hash, "%q %d\n%s", path, len(content), content)
	}
	return err
}

// isScrap reports whether a file is not part of the program: a test, a lesson, or
// an editor's temporary file, which Go ignores, too.
func isScrap(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
		strings.HasSuffix(name, "~") || strings.HasSuffix(name, "_test.go") ||
		strings.HasSuffix(name, ".md")
}
