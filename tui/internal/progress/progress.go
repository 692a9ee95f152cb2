// Package progress keeps what a learner has done and where they were last, in
// one small file that can be read and copied.
package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Variable is the environment variable that names another file than Path's.
const Variable = "WALLSOCKETS_PROGRESS"

// Progress is what is kept.
type Progress struct {
	Stage string          `json:"stage,omitempty"` // the folder of the part: "part3-threads"
	Tab   string          `json:"tab,omitempty"`   // what was shown of it: "read"
	Read  map[string]bool `json:"read,omitempty"`  // lessons that were opened
	Ran   map[string]bool `json:"ran,omitempty"`   // servers that were started
}

// Path returns the file: progress.json in the user's own configuration folder,
// or what the environment says.
func Path() (string, error) {
	if path := os.Getenv(Variable); path != "" {
		return path, nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the progress: %w; set %s", err, Variable)
	}
	return filepath.Join(folder, "wallsockets", "progress.json"), nil
}

// Load reads the file. A missing one is no error: nothing was done yet.
func Load(path string) (*Progress, error) {
	p := new(Progress)
	defer func() {
		if p.Read == nil {
			p.Read = make(map[string]bool)
		}
		if p.Ran == nil {
			p.Ran = make(map[string]bool)
		}
	}()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, fmt.Errorf("read the progress: %w", err)
	}
	if err := json.Unmarshal(text, p); err != nil {
		return p, fmt.Errorf("read the progress in %s: %w; mend or remove it", path, err)
	}
	return p, nil
}

// Save writes the file beside its place and moves it there, so that a guide
// that is killed leaves the old one or the new one whole.
func (p *Progress) Save(path string) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("write the progress: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write the progress: %w", err)
	}
	beside := path + ".new"
	if err := os.WriteFile(beside, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the progress: %w", err)
	}
	if err := os.Rename(beside, path); err != nil {
		return fmt.Errorf("write the progress: %w", err)
	}
	return nil
}
