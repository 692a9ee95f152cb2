package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/check/report"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/workspace"
)

// errNotPassed means that a check was made and the program did not pass.
var errNotPassed = errors.New("not passed")

// couldNotRun is an error of ours, or of this machine: the program was not checked.
type couldNotRun struct{ error }

func (e couldNotRun) Unwrap() error { return e.error }

// checkOptions are the flags of check.
type checkOptions struct {
	seed     uint64
	attach   string
	dir      string
	previous bool
	json     bool
	tap      bool
	files    []reportFile
}

// reportFile is a flag that names a file for the reports.
type reportFile struct {
	flag, about string
	write       func(w io.Writer, reports []check.Report) error
	path        string
	file        *os.File
}

// checkCommand checks a learner's program.
func checkCommand() *cobra.Command {
	options := checkOptions{files: []reportFile{
		{flag: "junit", about: "write JUnit's XML to `FILE`", write: report.JUnit},
		{flag: "gradescope", about: "write Gradescope's results.json to `FILE`", write: report.Gradescope},
	}}
	cmd := &cobra.Command{
		Use: "check EXERCISE|all [flags] [-- COMMAND]", DisableFlagsInUseLine: true,
		Short: "Check your program for an exercise",
		Long: "Check a program for an exercise: your folder exercises/3.1-…, or any command.\n" +
			"The command runs as given, with {port}, {path} or {host} replaced.\n\n" +
			"--attach is refused if the check must prepare or end the program. Steps\n" +
			"that look at the program itself are skipped. Then it is only partly\n" +
			"checked: it has not passed, and the result is not recorded.\n\n" +
			"Exit codes: 0 passed, 1 not passed or only partly checked, 2 wrong usage,\n" +
			"4 the check could not run.",
		Example: "  go run ./tui check 3.1\n" +
			"  go run ./tui check 3.1 -- python3 server.py {port}\n" +
			"  go run ./tui check 3.1 --attach 127.0.0.1:9998\n" +
			"  go run ./tui check all --dir submissions/anna --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			own, command := splitArguments(cmd, args)
			if err := options.validate(own, command); err != nil {
				return err
			}
			return orCouldNotRun(launch(func(ctx context.Context, r *runner.Runner, root string) error {
				targets, err := options.targets(root, own[0], command)
				if err != nil {
					return err
				}
				return options.run(ctx, cmd, check.New(r, root), targets)
			}))
		},
	}
	options.addFlags(cmd)
	return cmd
}

// addFlags adds the flags of check.
func (o *checkOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Uint64Var(&o.seed, "seed", 1, "vary the data that is sent")
	flags.StringVar(&o.attach, "attach", "", "check the server that is running at `ADDRESS`")
	flags.StringVar(&o.dir, "dir", "",
		"the `FOLDER` with your program; with all or --previous,\nwith a folder for each exercise")
	flags.BoolVar(&o.previous, "previous", false, "check what you have started before it, too")
	flags.BoolVar(&o.json, "json", false, "print JSON, one object a line")
	flags.BoolVar(&o.tap, "tap", false, "print TAP, the Test Anything Protocol")
	for i := range o.files {
		f := &o.files[i]
		flags.StringVar(&f.path, f.flag, "", f.about)
	}
}

// orCouldNotRun marks an error that is neither a mistake of the user nor a verdict.
func orCouldNotRun(err error) error {
	if err == nil || err == errNotPassed || errors.As(err, new(usageError)) {
		return err
	}
	return couldNotRun{err}
}

// many reports whether several exercises are checked.
func (o *checkOptions) many(name string) bool { return name == "all" || o.previous }

// validate refuses combinations that mean nothing.
func (o *checkOptions) validate(own, command []string) error {
	switch {
	case len(own) != 1:
		return wantUsage("one EXERCISE such as 3.1, or all, and a command after --", own)
	case !check.Supported:
		return usage("checks need Linux or macOS; on Windows use WSL")
	case o.many(own[0]) && (len(command) > 0 || o.attach != ""):
		return usage("several exercises need a program each: want no command and no --attach")
	case o.attach != "" && (len(command) > 0 || o.dir != ""):
		return usage("--attach checks what is running: want no command and no --dir")
	case o.attach != "" && !isAddress(o.attach):
		return usage("--attach %q: want HOST:PORT, or the path of a socket file", o.attach)
	case o.json && o.tap:
		return usage("want --json or --tap, not both")
	}
	if o.dir != "" {
		if info, err := os.Stat(o.dir); err != nil || !info.IsDir() {
			return usage("--dir %s: there is no such folder", o.dir)
		}
	}
	return nil
}

// isAddress reports whether text is HOST:PORT or a path.
func isAddress(text string) bool {
	_, _, err := net.SplitHostPort(text)
	return err == nil || strings.Contains(text, "/") || exists(text)
}

// target is an exercise with what is checked for it.
type target struct {
	exercise course.Exercise
	handedIn check.Submission
	started  bool // there is something to check
	recorded bool // the result counts for the learner's progress
}

// targets returns what to check.
func (o *checkOptions) targets(root, name string, command []string) ([]target, error) {
	var names []string
	if name != "all" {
		names = []string{name}
	}
	exercises, err := chosen(root, names)
	if err != nil {
		return nil, err
	}
	desk := workspace.New(root, openProgress())
	if !o.many(name) {
		t, err := o.single(desk, root, exercises[0], command)
		return []target{t}, err
	}
	if len(exercises) == 0 {
		return nil, errors.New("this checkout has no exercises")
	}
	return o.several(desk, root, name, exercises[len(exercises)-1].ID())
}

// several returns targets up to an exercise: all, or those that were started.
func (o *checkOptions) several(desk *workspace.Workspace, root, name, last string) ([]target, error) {
	exercises, err := course.Exercises(root)
	if err != nil {
		return nil, err
	}
	parent, err := filepath.Abs(o.dir)
	if err != nil {
		return nil, err
	}
	var targets []target
	for _, e := range exercises {
		folder := filepath.Join(parent, e.Slug())
		if o.dir == "" {
			folder = desk.Folder(e)
		}
		t := target{exercise: e, handedIn: check.Submission{Folder: folder},
			started: exists(folder), recorded: o.dir == ""}
		if t.started || name == "all" || e.ID() == last {
			targets = append(targets, t)
		}
		if e.ID() == last {
			break
		}
	}
	return targets, nil
}

// single returns the target for one exercise.
func (o *checkOptions) single(desk *workspace.Workspace, root string, e course.Exercise,
	command []string) (target, error) {
	if o.attach != "" {
		text, err := check.Load(root, e)
		if err != nil {
			return target{}, err
		}
		if err := text.Attachable(); err != nil {
			return target{}, usage("%s", err)
		}
	}
	folder, dir := desk.Folder(e), ""
	if o.dir != "" {
		var err error
		if folder, err = filepath.Abs(o.dir); err != nil {
			return target{}, err
		}
		dir = folder
	}
	// Nobody has solved an exercise because its solution passes.
	ours, err := filepath.Rel(filepath.Join(root, filepath.FromSlash(e.Folder)), folder)
	return target{exercise: e, recorded: err != nil || !filepath.IsLocal(ours),
		started:  len(command) > 0 || o.attach != "" || exists(folder),
		handedIn: check.Submission{Folder: folder, Command: command, Dir: dir, Attach: o.attach}}, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// openFiles opens the files before the checks, so that an error comes before them.
func (o *checkOptions) openFiles() error {
	for i := range o.files {
		f := &o.files[i]
		if f.path == "" {
			continue
		}
		var err error
		if f.file, err = os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE, 0o644); err != nil {
			return fmt.Errorf("write the report for --%s: %w", f.flag, err)
		}
	}
	return nil
}

// writeFiles writes and closes them.
func (o *checkOptions) writeFiles(reports []check.Report) error {
	var all error
	for _, f := range o.files {
		if f.file == nil {
			continue
		}
		var err error
		if isRegular(f.file) { // and not a pipe
			err = f.file.Truncate(0)
		}
		if err == nil {
			err = f.write(f.file, reports)
		}
		if err = errors.Join(err, f.file.Close()); err != nil {
			all = errors.Join(all, fmt.Errorf("write the report for --%s: %w", f.flag, err))
		}
	}
	return all
}

func isRegular(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode().IsRegular()
}
