package runner

import (
	"context"
	"errors"
	"fmt"
	gobuild "go/build"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// BuildFolder compiles the Go program in a folder, which may be anywhere, and
// returns the path of the executable in the run folder, which name identifies. The
// program may import packages of the series unless the folder has a go.mod of its
// own. Errors are like Build's.
func (r *Runner) BuildFolder(ctx context.Context, folder, name string) (path string, err error) {
	path = filepath.Join(r.folder.Path, name)
	arguments := []string{"build", "-buildvcs=false", "-o", path}
	dir := r.root
	if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
		dir, arguments = folder, append(arguments, ".")
	} else {
		// By their names: go build accepts them from outside of the module, too.
		files, err := filepath.Glob(filepath.Join(escape(folder), "*.go"))
		files = slices.DeleteFunc(files, notForUs)
		if err != nil || len(files) == 0 {
			return "", fmt.Errorf("build %s: there is no Go file", folder)
		}
		arguments = append(arguments, files...)
	}
	return path, r.RunBuild(ctx, Spec{Name: folder, Path: "go", Args: arguments, Dir: dir})
}

// notForUs reports whether a file is scrap or is for another system: go build ignores
// the constraints of files that are named.
func notForUs(path string) bool {
	match, err := gobuild.Default.MatchFile(filepath.Split(path))
	return isScrap(filepath.Base(path)) || err == nil && !match // the compiler reports errors
}

// escape returns a folder's name so that a pattern matches only this name.
func escape(folder string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(folder)
}

// RunBuild runs a compiler, supervised like every other program: spec.Name is what
// it compiles. It returns a *BuildError with the compiler's output if it fails, the
// error of ctx if that ends first, and an error if there is no such compiler or if what
// it builds could not run.
func (r *Runner) RunBuild(ctx context.Context, spec Spec) error {
	if err := r.CanExecute(); err != nil {
		return fmt.Errorf("build %s: %w", spec.Name, err)
	}
	// If it is killed, what it leaves is removed with the run folder.
	spec.Env = append(spec.Env, "GOTMPDIR="+r.folder.Path, "TMPDIR="+r.folder.Path)
	program := spec.Name
	spec.Name = spec.Path
	p, err := r.Start(spec)
	if errors.Is(err, exec.ErrNotFound) && spec.Path == "go" {
		return fmt.Errorf("%w; install Go: https://go.dev/dl", err)
	}
	if err != nil {
		return err
	}
	select {
	case <-p.Done():
	case <-ctx.Done():
		p.Stop()
		return ctx.Err()
	}
	if p.ExitCode() == 0 {
		return nil
	}
	var output []string
	for _, line := range p.Output().Lines {
		output = append(output, line.Text)
	}
	if len(output) == 0 {
		return fmt.Errorf("build %s: %s: %s", program, spec.Path, p.Ended())
	}
	return &BuildError{strings.TrimPrefix(program, "./"), strings.Join(output, "\n")}
}
