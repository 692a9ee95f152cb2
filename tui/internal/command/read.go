package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// readCommand prints a lesson.
func readCommand() *cobra.Command {
	return &cobra.Command{
		DisableFlagsInUseLine: true,
		Use:                   "read PART", Short: "Print the lesson of a part",
		Long: "Print the lesson of a part, its README.md, as Markdown.",
		Example: "  go run ./tui read 3 | less\n" +
			"  go run ./tui read part5-unix",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("want one PART from 1 to 6, got %q", args)
			}
			stage, err := findStage(args[0])
			if err != nil {
				return err
			}
			root, err := course.Root(".")
			if err != nil {
				return err
			}
			lesson, err := course.Lesson(root, stage)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(cmd.OutOrStdout(), lesson); err != nil {
				return fmt.Errorf("print the lesson: %w", err)
			}
			remember(cmd.ErrOrStderr(), func(p *progress.Progress) {
				p.Read[stage.ID] = true
			})
			return nil
		},
	}
}
