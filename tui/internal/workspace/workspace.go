// Package workspace keeps the folders in which learners write their programs for
// the exercises: it copies starters, keeps backups, and shows hints, solutions and
// differences. The commands and the guide share it.
package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// Workspace is a learner's work on the exercises of a checkout.
type Workspace struct {
	root string // the checkout
	done *progress.Progress
}

// New returns the workspace of the learner with that progress, for the checkout at
// root. Methods that change the progress do not save it.
func New(root string, done *progress.Progress) *Workspace {
	return &Workspace{root, done}
}

// FolderVariable is the environment variable that names a folder to use instead of
// exercises in the checkout, for users who share one.
const FolderVariable = "WALLSOCKETS_EXERCISES"

// Parent returns the folder with a folder for each exercise.
func Parent(root string) string {
	if folder := os.Getenv(FolderVariable); folder != "" {
		return folder
	}
	return filepath.Join(root, "exercises")
}

// Folder returns the folder with the learner's program, as an absolute path. It
// need not exist.
func (w *Workspace) Folder(e course.Exercise) string {
	folder := w.done.Exercises[e.ID()].Folder
	// The progress may come from another machine.
	if _, err := os.Stat(folder); folder != "" && err == nil {
		return folder
	}
	return w.usual(e)
}

// usual returns the folder that is used if the learner has chosen none.
func (w *Workspace) usual(e course.Exercise) string {
	folder := filepath.Join(Parent(w.root), e.Slug())
	if absolute, err := filepath.Abs(folder); err == nil {
		return absolute
	}
	return folder
}

// Started reports whether there is a folder with the learner's program.
func (w *Workspace) Started(e course.Exercise) bool {
	_, err := os.Stat(w.Folder(e))
	return err == nil
}

// The states of an exercise.
const (
	Passed  = "passed"
	Started = "started"
	Open    = "" // neither
)

// State returns the state of an exercise.
func (w *Workspace) State(e course.Exercise) string {
	switch {
	case w.done.Exercises[e.ID()].Passed:
		return Passed
	case w.Started(e):
		return Started
	}
	return Open
}

// Sign returns a state for people, with a mark: "✓ passed".
func Sign(state string) string {
	switch state {
	case Passed:
		return "✓ passed"
	case Started:
		return "… started"
	}
	return "· open"
}

// Next returns the index of the state of the exercise to do next: the first that
// was started, or else the first that is open. It is -1 if all are passed.
func Next(states []string) int {
	if i := slices.Index(states, Started); i >= 0 {
		return i
	}
	return slices.Index(states, Open)
}

// Start copies the starter of an exercise to folder, "" for the usual one, and
// returns the folder. The language may be "" for the first that there is. It is an
// error if the folder exists and is not empty.
func (w *Workspace) Start(e course.Exercise, folder, language string) (string, error) {
	from, language, err := w.starter(e, language)
	if err != nil {
		return "", err
	}
	if folder, err = w.choose(e, folder); err != nil {
		return "", err
	}
	if entries, _ := os.ReadDir(folder); len(entries) > 0 { // Mkdir reports other errors
		return folder, fmt.Errorf("%s is not empty; continue there, or begin again "+
			"with go run ./tui reset %s, which keeps a backup", w.Short(folder), e.ID())
	}
	if err := copyFolder(from, folder); err != nil {
		return folder, fmt.Errorf("copy the starter: %w; --dir FOLDER takes another folder", err)
	}
	w.remember(e, folder, language)
	return folder, nil
}

// choose returns the absolute path of a folder, or of the usual one.
func (w *Workspace) choose(e course.Exercise, folder string) (string, error) {
	if folder == "" {
		return w.Folder(e), nil
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("find the folder for your program: %w", err)
	}
	return folder, nil
}

// remember keeps what Reset, Diff and Folder need to know.
func (w *Workspace) remember(e course.Exercise, folder, language string) {
	w.done.Change(e.ID(), func(p *progress.Exercise) {
		p.Language, p.Folder = language, folder
		if folder == w.usual(e) {
			p.Folder = "" // the checkout may move
		}
	})
}

// starter returns the folder of a starter, and its language.
func (w *Workspace) starter(e course.Exercise, language string) (string, string, error) {
	all := course.Languages(w.root, e)
	switch {
	case language == "":
		language = all[0]
	case all[0] == "":
		if only := course.OnlyLanguage(w.root, e); only == "" {
			return "", "", fmt.Errorf("exercise %s asks for predictions: want no language", e.ID())
		} else if only != language {
			return "", "", fmt.Errorf("exercise %s has a starter in %s only; you may write your program in any "+
				"language, in a folder of yours: check %s --dir FOLDER", e.ID(), only, e.ID())
		}
	case !slices.Contains(all, language):
		return "", "", fmt.Errorf("exercise %s has no starter in %q: want %s; or write it in any "+
			"language, in a folder of yours", e.ID(), language, strings.Join(all, ", "))
	}
	folder := course.StarterFolder(w.root, e, language)
	return filepath.Join(w.root, filepath.FromSlash(folder)), language, nil
}

// Reset puts the starter in place of the learner's program and returns where that
// is now. The language may be "" for the one before.
func (w *Workspace) Reset(e course.Exercise, language string) (backup string, err error) {
	if language == "" {
		language = w.done.Exercises[e.ID()].Language
	}
	from, language, err := w.starter(e, language)
	if err != nil {
		return "", err
	}
	folder := w.Folder(e)
	name := folder + ".before-" + time.Now().Format("20060102-150405")
	backup = name
	for i := 2; exists(backup); i++ {
		backup = fmt.Sprint(name, "-", i)
	}
	if err := os.Rename(folder, backup); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", w.notStarted(e)
		}
		return "", fmt.Errorf("reset %s: %w", e.ID(), err)
	}
	if err := copyFolder(from, folder); err != nil {
		return backup, fmt.Errorf("reset %s: %w; your program is in %s", e.ID(), err, backup)
	}
	w.remember(e, folder, language)
	return backup, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// notStarted is the error of what needs the learner's program.
func (w *Workspace) notStarted(e course.Exercise) error {
	return fmt.Errorf("you have no program for %s yet: go run ./tui start %s", e.ID(), e.ID())
}

// Short returns a path as the learner would type it in the working folder.
func (w *Workspace) Short(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if short, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}

// copyFolder copies the text files of a folder, without tests. What it has copied
// before an error stays.
func copyFolder(from, to string) error {
	files, err := readFiles(from)
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.HasSuffix(file.Name, "_test.go") {
			continue
		}
		name := filepath.Join(to, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil { // as the umask has it
			return err
		}
		if err := os.WriteFile(name, []byte(file.Text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
