package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// exerciseCommand has what those who write exercises need.
func exerciseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "exercise", Short: "Prove that exercises and their checks are right",
		RunE: func(cmd *cobra.Command, args []string) error {
			return wantUsage("verify for all exercises, or verify and an EXERCISE such as 3.2", args)
		},
	}
	cmd.AddCommand(verifyCommand())
	return cmd
}

// verifyCommand checks the programs that prove exercises.
func verifyCommand() *cobra.Command {
	var seed uint64
	var solutions bool
	cmd := &cobra.Command{
		Use: "verify [EXERCISE...]", DisableFlagsInUseLine: true,
		Short: "Check that starters fail, solutions pass, and wrong programs get their findings",
		Long: "Check the programs that prove an exercise: each starter must fail, the solution\n" +
			"must pass, and each program in testdata must get the finding that its folder is\n" +
			"named after. tui/internal/check/README.md says how to write an exercise.",
		Example: "  go run ./tui exercise verify 3.2\n" +
			"  go run ./tui exercise verify --solutions   only these, in seconds",
		RunE: func(cmd *cobra.Command, args []string) error {
			return launch(func(ctx context.Context, r *runner.Runner, root string) error {
				exercises, err := chosen(root, args)
				if err != nil {
					return err
				}
				extent := check.Everything
				if solutions {
					extent = check.Solutions
				}
				checker := check.New(r, root)
				prove := func(e course.Exercise) ([]check.Verdict, error) {
					return checker.Verify(ctx, e, extent, seed)
				}
				return verify(cmd.OutOrStdout(), prove, exercises)
			})
		},
	}
	cmd.Flags().Uint64Var(&seed, "seed", 1, "vary the data of the checks")
	cmd.Flags().BoolVar(&solutions, "solutions", false, "check only that the solutions pass")
	return cmd
}

// chosen returns the exercises with these names; without names, all.
func chosen(root string, names []string) ([]course.Exercise, error) {
	if len(names) == 0 {
		return course.Exercises(root)
	}
	var all []course.Exercise
	for _, name := range names {
		e, err := course.FindExercise(root, name)
		if err != nil {
			return nil, usageError{err}
		}
		all = append(all, e)
	}
	return all, nil
}

// prover verifies an exercise.
type prover func(e course.Exercise) ([]check.Verdict, error)

// verify prints the verdicts of each exercise as soon as it has them. The error
// repeats what is wrong.
func verify(w io.Writer, prove prover, exercises []course.Exercise) error {
	var mu sync.Mutex
	var wrong []string
	var all sync.WaitGroup
	for _, e := range exercises {
		all.Go(func() {
			text, bad := verdicts(prove, e)
			mu.Lock()
			defer mu.Unlock()
			wrong = append(wrong, bad...)
			fmt.Fprint(w, text)
		})
	}
	all.Wait()
	if wrong != nil {
		return fmt.Errorf("not proven: %d\n%s", len(wrong), strings.Join(wrong, "\n"))
	}
	return nil
}

// verdicts verifies an exercise and returns a table, and what is wrong in it.
func verdicts(prove prover, e course.Exercise) (text string, wrong []string) {
	found, err := prove(e)
	var table strings.Builder
	fmt.Fprintf(&table, "%s %s\n", e.ID(), e.Title)
	for _, v := range found {
		mark := "ok"
		if v.Tries > 1 {
			mark = fmt.Sprintf("ok at try %d", v.Tries)
		}
		if !v.OK {
			mark = "WRONG, want " + v.Want
			if v.Got == "error" {
				continue // err says it
			}
			wrong = append(wrong, fmt.Sprintf("%s: got %s, want %s\n  %s", v.Folder, v.Got, v.Want, v.Why))
		}
		fmt.Fprintf(&table, "  %-40s %-24s %6d ms  %s\n",
			strings.TrimPrefix(v.Folder, e.Folder+"/"), v.Got, v.Millis, mark)
	}
	if err != nil {
		wrong = append(wrong, err.Error())
		fmt.Fprintf(&table, "  error: %v\n", err)
	}
	return table.String(), wrong
}
