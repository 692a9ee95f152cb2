// Package progress keeps what a learner has done and where they last were, in
// one small file that is easy to read and to copy.
package progress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"
)

// Variable is the environment variable that names a file to use instead of the
// default one.
const Variable = "WALLSOCKETS_PROGRESS"

// Progress is what the learner has done. A nil map is never handed out.
type Progress struct {
	Stage string          `json:"stage,omitempty"` // the folder of the part: "part3-threads"
	Tab   string          `json:"tab,omitempty"`   // the screen it was on: "read"
	Read  map[string]bool `json:"read,omitempty"`  // lessons read to the end or ticked; false: unticked
	Ran   map[string]bool `json:"ran,omitempty"`   // servers that were started, by folder

	Tried map[string]bool `json:"tried,omitempty"` // what was seen of "Try this": "1.2"

	Exercises map[string]Exercise `json:"exercises,omitempty"` // by number: "3.2"
	Labs      map[string]Lab      `json:"labs,omitempty"`      // by ID: "part2/backlog"

	path string    // where Save writes; empty: nowhere
	seen time.Time // when the file was changed that Refresh has read
}

// Exercise is how far the learner is with an exercise.
type Exercise struct {
	Passed   bool      `json:"passed,omitempty"`   // at least once
	Checks   int       `json:"checks,omitempty"`   // how many were made
	Finding  string    `json:"finding,omitempty"`  // of the last check: "one-read"
	Hints    int       `json:"hints,omitempty"`    // how many steps were read
	Language string    `json:"language,omitempty"` // of the starter: "c"
	Folder   string    `json:"folder,omitempty"`   // absolute; "": the usual one
	Changed  time.Time `json:"changed"`            // when any of this changed
}

// Lab is the last result of a lab.
type Lab struct {
	Guess   int             `json:"guess,omitempty"` // the choice that was predicted, from 1; 0: none
	Outcome json.RawMessage `json:"outcome"`         // an experiment.Outcome
	Changed time.Time       `json:"changed"`         // when it ran
}

// KeepLab keeps the result of a lab.
func (p *Progress) KeepLab(id string, guess int, outcome json.RawMessage) {
	p.Labs[id] = Lab{guess, outcome, time.Now().UTC().Truncate(time.Millisecond)}
}

// Change changes what is known of an exercise.
func (p *Progress) Change(id string, change func(e *Exercise)) {
	e := p.Exercises[id]
	change(&e)
	e.Changed = time.Now().UTC().Truncate(time.Millisecond)
	p.Exercises[id] = e
}

// Checked keeps the result of a check: the finding is "" if the program passed.
func (p *Progress) Checked(id string, passed bool, finding string) {
	p.Change(id, func(e *Exercise) {
		e.Checks++
		e.Passed = e.Passed || passed
		e.Finding = finding
	})
}

// Path returns the file that Save writes, or "".
func (p *Progress) Path() string { return p.path }

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
	return &Progress{Read: make(map[string]bool), Ran: make(map[string]bool),
		Tried: make(map[string]bool), Exercises: make(map[string]Exercise),
		Labs: make(map[string]Lab)}
}

// Folder returns the folder of the learner's own files: that of the progress.
func Folder() (string, error) {
	path, err := findPath()
	return filepath.Dir(path), err
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

// maxSize is more than any progress takes.
const maxSize = 1 << 20

// read returns what a file has. Anything but a file would make it wait, or never end.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", path)
	case info.Size() > maxSize:
		return nil, fmt.Errorf("%s has %d bytes, more than any progress", path, info.Size())
	}
	return os.ReadFile(path)
}

// load reads the file at path.
func load(path string) (*Progress, error) {
	p := empty()
	text, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.path = path
		return p, nil
	case err != nil:
		return p, fmt.Errorf("read the progress: %w", err)
	}
	if err := parse(text, p); err != nil {
		return empty(), fmt.Errorf("read the progress in %s: %w; nothing is saved until you fix or "+
			"move the file", path, err)
	}
	// The file may say null for each.
	if p.Read == nil {
		p.Read = make(map[string]bool)
	}
	if p.Ran == nil {
		p.Ran = make(map[string]bool)
	}
	if p.Tried == nil {
		p.Tried = make(map[string]bool)
	}
	if p.Exercises == nil {
		p.Exercises = make(map[string]Exercise)
	}
	if p.Labs == nil {
		p.Labs = make(map[string]Lab)
	}
	p.path = path
	return p, nil
}

// parse reads a file. What this guide does not know, a newer one has written: to save
// the rest would lose it.
func parse(text []byte, p *Progress) error {
	if string(bytes.TrimSpace(text)) == "null" {
		return errors.New("it holds null")
	}
	if err := json.Unmarshal(text, p); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(empty()); err != nil {
		return fmt.Errorf("a newer guide has written it: %w", err)
	}
	return nil
}

// Save writes a new file and renames it over the old one: if the guide is
// killed meanwhile, one of the two is there and complete. What another process has
// saved since Open stays: a check beside an open guide, for example.
func (p *Progress) Save() error {
	if p.path == "" {
		return nil
	}
	saved, err := load(p.path)
	if err != nil {
		return err
	}
	p.merge(saved)
	text, err := json.MarshalIndent(p, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(p.path), 0o700)
	}
	if err == nil {
		err = replace(p.path, append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write the progress: %w", err)
	}
	return nil
}

// Refresh takes in what another process has saved since the file was read, and reports
// whether there was something. A file that cannot be read is left to Save to report.
func (p *Progress) Refresh() (changed bool) {
	about, err := os.Stat(p.path)
	if p.path == "" || err != nil || about.ModTime().Equal(p.seen) {
		return false
	}
	saved, err := load(p.path)
	if err != nil {
		return false
	}
	p.merge(saved)
	p.seen = about.ModTime()
	return true
}

// merge adds what was saved. Of an exercise the later change counts.
func (p *Progress) merge(saved *Progress) {
	read := maps.Clone(saved.Read)
	maps.Copy(read, p.Read) // a lesson that was unticked here stays so
	p.Read = read
	maps.Copy(p.Ran, saved.Ran)
	maps.Copy(p.Tried, saved.Tried)
	for id, e := range saved.Exercises {
		if mine, ok := p.Exercises[id]; !ok || e.Changed.After(mine.Changed) {
			p.Exercises[id] = e
		}
	}
	for id, l := range saved.Labs {
		if mine, ok := p.Labs[id]; !ok || l.Changed.After(mine.Changed) {
			p.Labs[id] = l
		}
	}
}

// replace writes a file beside path, which nobody else writes, and renames it.
func replace(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name()) // err is the error to report
	}
	return err
}
