// Package progress keeps what a learner has done and where they last were, in
// one small file that is easy to read and to copy.
package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Variable is the environment variable that names a file to use instead of the
// default one.
const Variable = "WALLSOCKETS_PROGRESS"

// Progress is what the learner has done. A nil map is never handed out.
type Progress struct {
	Stage string          `json:"stage,omitempty"` // the folder of the part: "part3-threads"
	Tab   string          `json:"tab,omitempty"`   // the screen it was on: "read"
	Read  map[string]bool `json:"read,omitempty"`  // lessons that were opened, by folder
	Ran   map[string]bool `json:"ran,omitempty"`   // servers that were started, by folder

	path string // where Save writes; empty: nowhere
}

// Open loads the learner's progress. A missing file is no error: nothing has
// been done yet. With an error the progress is empty and Save does nothing, so
// that a damaged file is not overwritten.
func Open() (*Progress, error) {
	path, err := findPath()
	if err != nil {
		return empty(), err
	}
	return load(path)
}

func empty() *Progress {
	return &Progress{Read: make(map[string]bool), Ran: make(map[string]bool)}
}

// findPath returns the file: progress.json in the user's configuration folder,
// or what the environment variable names.
func findPath() (string, error) {
	if path := os.Getenv(Variable); path != "" {
		return path, nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the progress: %w; set %s", err, Variable)
	}
	return filepath.Join(folder, "wallsockets", "progress.json"), nil
}

// load reads the file at path.
func load(path string) (*Progress, error) {
	p := empty()
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.path = path
		return p, nil
	case err != nil:
		return p, fmt.Errorf("read the progress: %w", err)
	}
	if err := json.Unmarshal(text, p); err != nil {
		return empty(), fmt.Errorf("read the progress in %s: %w; fix or remove the file", path, err)
	}
	// The file may say null for either.
	if p.Read == nil {
		p.Read = make(map[string]bool)
	}
	if p.Ran == nil {
		p.Ran = make(map[string]bool)
	}
	p.path = path
	return p, nil
}

// Save writes a new file and renames it over the old one: if the guide is
// killed meanwhile, one of the two is there and complete.
func (p *Progress) Save() error {
	if p.path == "" {
		return nil
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(p.path), 0o700)
	}
	beside := p.path + ".new"
	if err == nil {
		err = os.WriteFile(beside, append(text, '\n'), 0o600)
	}
	if err == nil {
		err = os.Rename(beside, p.path)
	}
	if err != nil {
		return fmt.Errorf("write the progress: %w", err)
	}
	return nil
}
