package command

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/check/report"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// errNotPassed means that a check was made and the program did not pass.
var errNotPassed = errors.New("not passed")

// couldNotRun is an error of ours, or of this machine: the program was not checked.
type couldNotRun struct{ error }

func (e couldNotRun) Unwrap() error { return e.error }

// checkOptions are the flags of check.
type checkOptions struct {
	seed   uint64
	attach string
	dir    string
}

// checkCommand checks a learner's program.
func checkCommand() *cobra.Command {
	var options checkOptions
	cmd := &cobra.Command{
		Use: "check EXERCISE [flags] [-- COMMAND]", DisableFlagsInUseLine: true,
		Short: "Check your program for an exercise",
		Long: "Check a program for an exercise: your folder exercises/3.2-…, or any command.\n" +
			"The command runs as given, with {port}, {path} or {host} replaced.\n\n" +
			"Exit codes: 0 passed, 1 not passed, 2 wrong usage, 4 the check could not run.",
		Example: "  go run ./tui check 3.1\n" +
			"  go run ./tui check 3.1 -- python3 server.py {port}\n" +
			"  go run ./tui check 3.1 --attach 127.0.0.1:9998",
		RunE: func(cmd *cobra.Command, args []string) error {
			own, command := splitArguments(cmd, args)
			if len(own) != 1 {
				return usage("want one EXERCISE such as 3.1, and a command after --; got %q", own)
			}
			if !check.Supported {
				return usage("checks need Linux or macOS; on Windows use WSL")
			}
			return launch(func(ctx context.Context, r *runner.Runner, root string) error {
				exercises, err := chosen(root, own)
				if err != nil {
					return err
				}
				return checkOne(ctx, cmd, check.New(r, root), root, exercises[0], options, command)
			})
		},
	}
	cmd.Flags().Uint64Var(&options.seed, "seed", 1, "vary the data that is sent")
	cmd.Flags().StringVar(&options.attach, "attach", "", "check the server that is running at `ADDRESS`")
	cmd.Flags().StringVar(&options.dir, "dir", "", "the `FOLDER` with your program")
	return cmd
}

// checkOne checks one exercise and prints the report.
func checkOne(ctx context.Context, cmd *cobra.Command, checker *check.Checker, root string,
	e course.Exercise, options checkOptions, command []string) error {
	folder := options.dir
	if folder == "" {
		folder = filepath.Join(root, "exercises", e.Slug())
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return couldNotRun{err}
	}
	result, err := checker.Check(ctx, e, check.Submission{Folder: folder, Command: command,
		Attach: options.attach}, options.seed)
	if err != nil {
		return couldNotRun{fmt.Errorf("the check could not run, which is not your program's fault: %w", err)}
	}
	if err := report.Text(cmd.OutOrStdout(), result); err != nil {
		return err
	}
	if !result.Passed {
		return errNotPassed
	}
	return nil
}
