package check

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// Checker checks programs. Several goroutines may use one at the same time.
type Checker struct {
	runner *runner.Runner
	root   string
	runs   atomic.Int64 // how many there were, for the names of their folders

	verifying chan struct{} // has room for the checks that Verify makes at a time
}

// verifyAtOnce is how many checks Verify makes at a time: wrong programs mostly
// wait, but each is built first.
const verifyAtOnce = 4

// New returns a Checker for the checkout at root. It starts programs with r.
func New(r *runner.Runner, root string) *Checker {
	return &Checker{runner: r, root: root, verifying: make(chan struct{}, verifyAtOnce)}
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
// takes at most the script's total time and 3 seconds to stop the program. The
// error says why it could not be checked.
func (c *Checker) Check(ctx context.Context, e course.Exercise, s Submission,
	seed uint64) (Report, error) {
	text, err := Load(c.root, e)
	if err != nil {
		return Report{}, err
	}
	begun := time.Now()
	report := Report{Exercise: e.ID(), Title: e.Title, Seed: seed}
	program, err := c.prepare(ctx, e, text, s)
	if build := new(runner.BuildError); errors.As(err, &build) {
		report.doesNotBuild(text, build)
		report.Millis = took(begun)
		return report, nil
	}
	if err != nil {
		return report, err
	}
	program.begins = s.Begins
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
