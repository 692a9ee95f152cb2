package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"wallsockets/tui/internal/course"
)

// Verdict is what became of one of the programs that prove an exercise.
type Verdict struct {
	Folder string // from the root of the checkout
	Want   string // "passed", "failed", or the finding that it must get
	Got    string // "passed", or the finding
	Why    string // what happened, with the place in the check; "" if it has passed
	OK     bool
	Tries  int // how often it was checked: on a busy machine not every try shows the fault
	Millis int64
}

// mostTries is how often a program is checked that does not get what it must.
const mostTries = 3

// Extent is how many of the programs that prove an exercise are checked.
type Extent int

const (
	Solutions  Extent = iota // the solution must pass
	Everything               // starters must fail, programs in testdata get their finding
)

// Verify checks the programs that prove an exercise. A program in testdata must get
// the finding that its folder is named after, without what follows a dot:
// "one-read.c" must get "one-read", and "passed.c" must pass. With Everything, each
// cause of the check must be the finding of one of them. The error says what is missing
// or why something could not be checked.
func (c *Checker) Verify(ctx context.Context, e course.Exercise, extent Extent,
	seed uint64) ([]Verdict, error) {
	wanted, err := c.wanted(e, extent)
	if err != nil {
		return nil, err
	}
	verdicts, problems := make([]Verdict, len(wanted)), make([]error, len(wanted))
	var all sync.WaitGroup
	for i, w := range wanted {
		all.Go(func() {
			verdicts[i], problems[i] = c.verify(ctx, e, w[0], w[1], seed)
		})
	}
	all.Wait()
	if err := errors.Join(problems...); err != nil || extent == Solutions {
		return verdicts, err
	}
	return verdicts, c.unproven(e, verdicts)
}

// unproven returns an error that names the causes that no program has as its finding.
func (c *Checker) unproven(e course.Exercise, verdicts []Verdict) error {
	text, err := Load(c.root, e)
	if err != nil {
		return err
	}
	var missing []string
	for _, cause := range text.AllCauses() {
		found := slices.ContainsFunc(verdicts, func(v Verdict) bool { return v.Got == cause.Name })
		if !found && !slices.Contains(missing, cause.Name) {
			missing = append(missing, cause.Name)
		}
	}
	if missing == nil {
		return nil
	}
	return fmt.Errorf("%s: no program gets the finding %s: write one to testdata, or delete "+
		"the cause", text.Name, strings.Join(missing, ", "))
}

// wanted returns the folders of an exercise's programs, each with its verdict.
func (c *Checker) wanted(e course.Exercise, extent Extent) ([][2]string, error) {
	others, err := c.foldersIn(e.Folder + "/testdata")
	if err != nil {
		return nil, err
	}
	wrong := 0
	for _, folder := range others {
		if meantFor(folder) != "passed" {
			wrong++
		}
	}
	if wrong < 2 {
		return nil, fmt.Errorf("%s/testdata: want at least two folders with wrong programs, "+
			"got %d", e.Folder, wrong)
	}
	wanted := [][2]string{{e.Folder + "/solution", "passed"}}
	if extent == Solutions {
		return wanted, nil
	}
	for _, language := range course.Languages(c.root, e) {
		wanted = append(wanted, [2]string{course.StarterFolder(c.root, e, language), "failed"})
	}
	for _, folder := range others {
		wanted = append(wanted, [2]string{folder, meantFor(folder)})
	}
	return wanted, nil
}

// meantFor returns the finding that a folder of testdata is named after, or "passed".
func meantFor(folder string) string {
	name, _, _ := strings.Cut(filepath.Base(folder), ".")
	return name
}

func (c *Checker) verify(ctx context.Context, e course.Exercise, folder, want string,
	seed uint64) (Verdict, error) {
	for try := 1; ; try++ {
		report, err := c.Check(ctx, e,
			Submission{Folder: filepath.Join(c.root, filepath.FromSlash(folder))}, seed)
		v := Verdict{Folder: folder, Want: want, Got: "passed", Tries: try, Millis: report.Millis}
		if err != nil {
			v.Got = "error"
			return v, fmt.Errorf("%s: %w", folder, err)
		}
		if !report.Passed {
			v.Got = report.Finding.Name
			v.Why = report.Finding.Place + ": " + report.Finding.Happened
		}
		v.OK = v.Got == want || want == "failed" && v.Got != "passed" && v.Got != "does-not-build"
		if v.OK || try == mostTries {
			return v, nil
		}
	}
}

// foldersIn returns the folders in a folder of the checkout.
func (c *Checker) foldersIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(c.root, filepath.FromSlash(folder)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found []string
	for _, entry := range entries {
		if entry.IsDir() {
			found = append(found, folder+"/"+entry.Name())
		}
	}
	return found, err
}
