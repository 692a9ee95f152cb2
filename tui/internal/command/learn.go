package command

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/workspace"
)

// learn finds the exercise that the arguments name and calls use. What use changes
// in the progress is saved.
func learn(cmd *cobra.Command, args []string,
	use func(desk *workspace.Workspace, root string, e course.Exercise) error) error {
	if len(args) != 1 {
		return wantUsage("one EXERCISE such as 3.1", args)
	}
	root, err := course.Root(".")
	if err != nil {
		return err
	}
	exercises, err := chosen(root, args)
	if err != nil {
		return err
	}
	done, err := progress.Open()
	if err != nil {
		return err
	}
	if err := use(workspace.New(root, done), root, exercises[0]); err != nil {
		return err
	}
	return done.Save()
}

// startCommand begins an exercise.
func startCommand() *cobra.Command {
	var folder, language string
	cmd := &cobra.Command{
		Use: "start EXERCISE [flags]", DisableFlagsInUseLine: true,
		Short: "Begin an exercise: print the task and copy its starter",
		Long: "Begin an exercise: print the task, and copy the program that you start from to\n" +
			"your folder exercises/3.1-…, which git ignores.",
		Example: "  go run ./tui start 3.1\n" +
			"  go run ./tui start 3.1 --lang c\n" +
			"  go run ./tui start 3.1 --dir ~/mine",
		RunE: func(cmd *cobra.Command, args []string) error {
			return learn(cmd, args, func(desk *workspace.Workspace, root string, e course.Exercise) error {
				made, err := desk.Start(e, folder, language)
				if err != nil {
					return err
				}
				return writeTask(cmd.OutOrStdout(), desk, root, e, made)
			})
		},
	}
	cmd.Flags().StringVar(&folder, "dir", "", "copy to `FOLDER`, and check what is there from then on")
	cmd.Flags().StringVar(&language, "lang", "", "`LANGUAGE` of the starter: go, c or python")
	return cmd
}

// writeTask prints the task and the commands that come next.
func writeTask(w io.Writer, desk *workspace.Workspace, root string, e course.Exercise,
	folder string) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s (%s, about %d minutes)\n\n%s\n\n", e.ID(), e.Title, e.Kind, e.Minutes,
		workspace.Task(e))
	files, err := desk.Files(e)
	if err != nil {
		return err
	}
	fmt.Fprintf(&text, "Edit           %s\n", strings.Join(files, " "))
	fmt.Fprintf(&text, "Check it       go run ./tui check %s\n", e.ID())
	fmt.Fprintf(&text, "At each save   go run ./tui watch %s\n", e.ID())
	fmt.Fprintf(&text, "A hint         go run ./tui hint %s\n", e.ID())
	if all := course.Languages(root, e); len(all) > 1 {
		fmt.Fprintf(&text, "Another language: go run ./tui reset %s --lang %s\n", e.ID(),
			strings.Join(all, "|"))
	}
	_, err = io.WriteString(w, text.String())
	return err
}

// hintCommand prints one more step of the hints each time.
func hintCommand() *cobra.Command {
	return &cobra.Command{
		DisableFlagsInUseLine: true,
		Use:                   "hint EXERCISE", Short: "Print a hint, one more step each time",
		Long:    "Print a hint: first a question, at last nearly the answer, one more step each\ntime.",
		Example: "  go run ./tui hint 3.1",
		RunE: func(cmd *cobra.Command, args []string) error {
			return learn(cmd, args, func(desk *workspace.Workspace, _ string, e course.Exercise) error {
				steps, of, err := desk.Hint(e)
				if err != nil {
					return err
				}
				var text strings.Builder
				for i, step := range steps {
					fmt.Fprintf(&text, "Hint %d of %d for %s\n\n%s\n\n", i+1, of, e.ID(), step)
				}
				if len(steps) < of && !(workspace.Hidden() && len(steps) == of-1) {
					fmt.Fprintf(&text, "One step more: go run ./tui hint %s\n", e.ID())
				}
				_, err = io.WriteString(cmd.OutOrStdout(), text.String())
				return err
			})
		},
	}
}

// resetCommand begins an exercise again.
func resetCommand() *cobra.Command {
	var language string
	cmd := &cobra.Command{
		Use: "reset EXERCISE [flags]", DisableFlagsInUseLine: true,
		Short: "Begin an exercise again, and keep a backup",
		Long: "Put the starter in place of your program. What you have written stays in a\n" +
			"folder beside it, and what you have passed stays passed.",
		Example: "  go run ./tui reset 3.1\n  go run ./tui reset 3.1 --lang python",
		RunE: func(cmd *cobra.Command, args []string) error {
			return learn(cmd, args, func(desk *workspace.Workspace, _ string, e course.Exercise) error {
				backup, err := desk.Reset(e, language)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "The starter is in %s.\nWhat you had is in %s.\n",
					desk.Short(desk.Folder(e)), desk.Short(backup))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&language, "lang", "", "`LANGUAGE` of the starter: go, c or python")
	return cmd
}

// solutionCommand prints a solution.
func solutionCommand() *cobra.Command {
	var anyway bool
	cmd := &cobra.Command{
		Use: "solution EXERCISE [flags]", DisableFlagsInUseLine: true,
		Short: "Print the solution of an exercise that you have passed",
		Long: "Print the solution, once your program has passed. --no-solutions, or the\n" +
			"environment variable " + workspace.HideVariable + ", keeps it closed for an exam.",
		Example: "  go run ./tui solution 3.1\n  go run ./tui solution 3.1 --anyway",
		RunE: func(cmd *cobra.Command, args []string) error {
			return learn(cmd, args, func(desk *workspace.Workspace, _ string, e course.Exercise) error {
				files, err := desk.Solution(e, anyway)
				if err != nil {
					return explainHidden(err)
				}
				var text strings.Builder
				for _, file := range files {
					fmt.Fprintf(&text, "--- %s/solution/%s\n%s", e.Folder, file.Name, file.Text)
				}
				_, err = io.WriteString(cmd.OutOrStdout(), text.String())
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&anyway, "anyway", false, "before you have passed, too")
	return cmd
}

// explainHidden adds to the error of a closed solution what opens it, unless nothing does.
func explainHidden(err error) error {
	if errors.Is(err, workspace.ErrHidden) && !workspace.Hidden() {
		return fmt.Errorf("%w; hint shows the way, and --anyway opens it", err)
	}
	return err
}

// diffCommand prints what a learner has changed.
func diffCommand() *cobra.Command {
	var solution, anyway bool
	cmd := &cobra.Command{
		Use: "diff EXERCISE [flags]", DisableFlagsInUseLine: true,
		Short:   "Print what you have changed, or how the solution differs",
		Long:    "Print what you have changed since the starter, or how the solution differs.",
		Example: "  go run ./tui diff 3.1\n  go run ./tui diff 3.1 --solution",
		RunE: func(cmd *cobra.Command, args []string) error {
			return learn(cmd, args, func(desk *workspace.Workspace, _ string, e course.Exercise) error {
				text, err := desk.Diff(e, solution, anyway)
				if err != nil {
					return explainHidden(err)
				}
				_, err = io.WriteString(cmd.OutOrStdout(), text)
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&solution, "solution", false, "compare with the solution")
	cmd.Flags().BoolVar(&anyway, "anyway", false, "before you have passed, too")
	return cmd
}
