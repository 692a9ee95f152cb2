package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// HideVariable is the environment variable that, set to anything, keeps solutions
// and each last hint closed, for an exam.
const HideVariable = "WALLSOCKETS_NO_SOLUTIONS"

// ErrHidden is the error for a solution that the learner may not see yet.
var ErrHidden = errors.New("the solution is closed")

// Hidden reports whether solutions are closed.
func Hidden() bool { return os.Getenv(HideVariable) != "" }

// link is a link in a README.
var link = regexp.MustCompile(`\[([^\]]+)\]\(([^)]+)\)`)

// Task returns what is to be done, with its links as names of files.
func Task(e course.Exercise) string {
	return link.ReplaceAllStringFunc(e.Task, func(found string) string {
		parts := link.FindStringSubmatch(found)
		file, _, _ := strings.Cut(parts[2], "#")
		if strings.Contains(file, "://") {
			return parts[1] + " (" + parts[2] + ")"
		}
		return parts[1] + " (" + path.Join(e.Folder, file) + ")"
	})
}

// Hint returns one more step of the hints than the learner has read, with those
// before it, and how many there are. After the last it returns them all.
func (w *Workspace) Hint(e course.Exercise) (steps []string, of int, err error) {
	text, err := os.ReadFile(filepath.Join(w.root, filepath.FromSlash(e.Folder), "hints.md"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("this checkout has no hints for %s", e.ID())
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read the hints: %w", err)
	}
	for _, step := range regexp.MustCompile(`(?m)^## .*$`).Split(string(text), -1)[1:] {
		steps = append(steps, strings.TrimSpace(step))
	}
	of = len(steps)
	most := of
	if Hidden() {
		most-- // the last is nearly the answer
	}
	next := min(w.done.Exercises[e.ID()].Hints+1, most)
	w.done.Change(e.ID(), func(p *progress.Exercise) { p.Hints = max(p.Hints, next) })
	return steps[:next], of, nil
}

// File is a file of a program.
type File struct {
	Name string // its path in the folder, with slashes
	Text string
}

// Solution returns the files of the solution. Before the learner has passed, anyway
// is needed; if solutions are hidden nothing helps.
func (w *Workspace) Solution(e course.Exercise, anyway bool) ([]File, error) {
	switch {
	case Hidden():
		return nil, fmt.Errorf("%w: this is an exam", ErrHidden)
	case !anyway && !w.done.Exercises[e.ID()].Passed:
		return nil, fmt.Errorf("%w until your program has passed", ErrHidden)
	}
	files, err := readFiles(filepath.Join(w.root, filepath.FromSlash(e.Folder), "solution"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("this checkout has no solution of %s", e.ID())
	}
	return files, err
}

// readFiles returns the text files in a folder, in order.
func readFiles(folder string) ([]File, error) {
	var files []File
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if utf8.Valid(text) && !strings.HasPrefix(name, ".") { // no executables
			files = append(files, File{name, string(text)})
		}
		return nil
	})
	return files, err
}

// Files returns the learner's files, as paths that one can type in the working folder.
func (w *Workspace) Files(e course.Exercise) ([]string, error) {
	files, err := readFiles(w.Folder(e))
	if err != nil {
		return nil, fmt.Errorf("read your program: %w", err)
	}
	var names []string
	for _, file := range files {
		names = append(names, w.Short(filepath.Join(w.Folder(e), filepath.FromSlash(file.Name))))
	}
	return names, nil
}

// Diff returns the differences from the starter to the learner's program, or from
// the learner's program to the solution, which must be open. Without differences
// it returns "".
func (w *Workspace) Diff(e course.Exercise, solution, anyway bool) (string, error) {
	mine, err := readFiles(w.Folder(e))
	if errors.Is(err, fs.ErrNotExist) {
		return "", w.notStarted(e)
	}
	if err != nil {
		return "", fmt.Errorf("read your program: %w", err)
	}
	if solution {
		theirs, folder, err := w.solutionLike(e, mine, anyway)
		if err != nil {
			return "", err
		}
		return differences("yours/", folder+"/", mine, theirs), nil
	}
	from, _, err := w.starter(e, w.done.Exercises[e.ID()].Language)
	if err != nil {
		return "", err
	}
	starter, err := readFiles(from)
	return differences("starter/", "yours/", starter, mine), err
}

// solutionLike returns a solution in the language of a program, and its folder. Many
// exercises have some in testdata, which prove that the check takes other languages.
func (w *Workspace) solutionLike(e course.Exercise, program []File, anyway bool) ([]File, string, error) {
	files, err := w.Solution(e, anyway)
	if err != nil {
		return nil, "", err
	}
	for _, file := range program {
		ending := path.Ext(file.Name)
		if slices.ContainsFunc(files, func(f File) bool { return path.Ext(f.Name) == ending }) {
			return files, "solution", nil
		}
		folder := "testdata/passed" + ending
		others, err := readFiles(filepath.Join(w.root, filepath.FromSlash(e.Folder+"/"+folder)))
		if err == nil {
			return others, folder, nil
		}
	}
	return nil, "", fmt.Errorf("there is no solution of %s in the language of your program, only one "+
		"in another", e.ID())
}

// differences returns a unified diff of two programs.
func differences(beforeName, afterName string, before, after []File) string {
	var text strings.Builder
	names := make(map[string][2]string)
	for i, files := range [][]File{before, after} {
		for _, file := range files {
			pair := names[file.Name]
			pair[i] = file.Text
			names[file.Name] = pair
		}
	}
	var order []string
	for name := range names {
		order = append(order, name)
	}
	slices.Sort(order)
	for _, name := range order {
		text.WriteString(udiff.Unified(beforeName+name, afterName+name, names[name][0], names[name][1]))
	}
	return text.String()
}
