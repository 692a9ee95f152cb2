package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// Checker checks programs. Several goroutines may use one at the same time: it
// bounds how much it does at once.
type Checker struct {
	runner *runner.Runner
	root   string
	runs   atomic.Int64 // how many there were, for the names of their folders

	building, running chan struct{} // have room for what is done at a time
}

// runsPerProcessor is how many scripts run at a time: wrong programs mostly wait.
const runsPerProcessor = 4

// New returns a Checker for the checkout at root. It starts programs with r.
func New(r *runner.Runner, root string) *Checker {
	return &Checker{runner: r, root: root, building: make(chan struct{}, runtime.NumCPU()),
		running: make(chan struct{}, runsPerProcessor*runtime.NumCPU())}
}

// Load reads the check.txt of an exercise.
func Load(root string, e course.Exercise) (*script.Script, error) {
	name := e.Folder + "/check.txt"
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("read the check: %w", err)
	}
	return script.Parse(name, data)
}

// Check checks what was handed in for an exercise. The seed varies the data. It
// takes at most the script's total time, 5 seconds to stop the program, and as long as
// the machine keeps it waiting. The error says why it could not be checked.
func (c *Checker) Check(ctx context.Context, e course.Exercise, s Submission,
	seed uint64) (Report, error) {
	report := Report{Exercise: e.ID(), Title: e.Title, Seed: seed}
	text, err := Load(c.root, e)
	if err != nil {
		return report, err
	}
	report.InScript = len(text.Steps)
	c.building <- struct{}{}
	program, err := c.prepare(ctx, e, text, s)
	<-c.building
	if build := new(runner.BuildError); errors.As(err, &build) {
		report.doesNotBuild(text, build)
		return report, nil
	}
	if err != nil {
		return report, err
	}
	program.begins = s.Begins
	c.running <- struct{}{}
	defer func() { <-c.running }()
	begun := time.Now()
	// Another program may take our port first: once is bad luck.
	for try := 0; ; try++ {
		r, err := c.newRun(ctx, e, text, program, seed)
		if err != nil {
			return report, err
		}
		report.Program = program.name
		err = r.play(&report)
		if !errors.Is(err, errPortTaken) || try > 0 {
			report.Millis = took(begun)
			return report, err
		}
	}
}

// doesNotBuild fails the first step: nothing could be started.
func (r *Report) doesNotBuild(text *script.Script, build *runner.BuildError) {
	r.Program = build.Program
	r.Finding = &Finding{Name: "does-not-build", Step: "the program compiles",
		Happened: "The program does not compile.",
		Cause:    general["does-not-build"][0], Next: general["does-not-build"][1],
		Errors: lastLines([]byte(build.Output), 10)}
	r.Steps = []Step{{Title: "the program compiles", State: Failed}}
	for _, step := range text.Steps {
		title, _ := step.Title.Expand(anyValue, text.Files) // shows {name} otherwise
		r.Steps = append(r.Steps, Step{Title: title, State: NotReached})
	}
}

func anyValue(name string) (string, bool) { return "{" + name + "}", true }

// newRun returns a run with a folder of its own.
func (c *Checker) newRun(ctx context.Context, e course.Exercise, text *script.Script,
	program *prepared, seed uint64) (*run, error) {
	dir := filepath.Join(c.runner.Folder(), "c"+strconv.FormatInt(c.runs.Add(1), 36))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make a folder for the check: %w", err)
	}
	return newRun(ctx, c.runner, e, text, program, dir, seed)
}

// removeFolder removes a folder with all that is in it, also if a program has taken
// our permissions for it away.
func removeFolder(dir string) error {
	_ = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return os.Chmod(name, 0o700)
		}
		return err
	})
	return os.RemoveAll(dir) // says what could not be removed
}
