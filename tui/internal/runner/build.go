package runner

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"wallsockets/tui/internal/course"
)

// BuildError is the compiler's output for a program that it rejects.
type BuildError struct {
	Program string // "part5-unix/server"
	Output  string // the output of go build, usually several lines
}

// Error returns the program and the compiler's output.
func (e *BuildError) Error() string {
	return "build " + e.Program + ":\n" + e.Output
}

// target is a program to build.
type target struct {
	path    string     // the executable
	pkg     string     // its package as go run takes it: "./part5-unix/server"
	busy    sync.Mutex // held during a build
	sources string     // fingerprint of what it was built from; guarded by Runner.mu
}

// Build compiles a stage's program, "server" or "client", and returns the path of
// the executable in the run folder. It compiles again only if a source has
// changed. It returns a *BuildError if the code does not compile, the error of ctx
// if that ends first, and an error if Go is not installed.
func (r *Runner) Build(ctx context.Context, stage course.Stage,
	program string) (path string, err error) {
	t, err := r.target(stage, program)
	if err != nil {
		return "", err
	}
	t.busy.Lock()
	defer t.busy.Unlock()
	// Before the compiler reads them: a later change is noticed next time.
	sources, err := fingerprint(r.root, stage)
	if err != nil {
		return "", fmt.Errorf("build %s: %w", t.pkg, err)
	}
	if r.isBuilt(t, sources) {
		return t.path, nil
	}
	err = r.goBuild(ctx, t)
	if ctx.Err() != nil {
		return "", fmt.Errorf("build %s: %w", t.pkg, ctx.Err())
	}
	if err != nil {
		return "", err // and the executable of the last success remains
	}
	r.mu.Lock()
	t.sources = sources
	r.mu.Unlock()
	return t.path, nil
}

// Changed reports whether the sources of a stage's program differ from those that
// its executable was built from. It is false if Build has never succeeded.
func (r *Runner) Changed(stage course.Stage, program string) bool {
	t, err := r.target(stage, program)
	if err != nil {
		return false // there is no such program
	}
	sources, err := fingerprint(r.root, stage)
	if err != nil {
		return true // Build returns the error
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return t.sources != "" && t.sources != sources
}

// target returns the target for a stage's program.
func (r *Runner) target(stage course.Stage, program string) (*target, error) {
	if program != "server" && program != "client" {
		return nil, fmt.Errorf("build %s/%s: want server or client",
			stage.ID, program)
	}
	path := filepath.Join(r.folder.Path, stage.ID+"-"+program)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.targets[path]
	if t == nil {
		t = &target{path: path, pkg: "./" + stage.ID + "/" + program}
		r.targets[path] = t
	}
	return t, nil
}

// packageOf returns the package that the executable was built from, or "".
func (r *Runner) packageOf(path string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.targets[path]; t != nil {
		return t.pkg
	}
	return ""
}

// isBuilt reports whether the executable exists and comes from these sources.
func (r *Runner) isBuilt(t *target, sources string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := os.Stat(t.path)
	return err == nil && t.sources == sources
}

// goBuild runs go build.
func (r *Runner) goBuild(ctx context.Context, t *target) error {
	return r.RunBuild(ctx, Spec{
		Name: t.pkg,
		Path: "go",
		// Like go run: the checkout may be without git or another user's.
		Args: []string{"build", "-buildvcs=false", "-o", t.path, t.pkg},
	})
}
