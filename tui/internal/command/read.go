package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// lesson is what read prints as JSON.
type lesson struct {
	Number int    `json:"number"`
	ID     string `json:"id"` // the folder
	Title  string `json:"title"`
	File   string `json:"file"` // from the top of the checkout
	Text   string `json:"text"` // in Markdown
}

// readCommand prints a lesson.
func readCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		DisableFlagsInUseLine: true,
		Use:                   "read [--json] PART", Short: "Print the lesson of a part",
		Long: "Print the lesson of a part, its README.md, as Markdown.",
		Example: "  go run ./tui read 3 | less\n" +
			"  go run ./tui read part5-unix\n" +
			"  go run ./tui read --json 5 | jq -r .text",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wantUsage("one PART from 1 to 6", args)
			}
			stage, err := findStage(args[0])
			if err != nil {
				return err
			}
			root, err := course.Root(".")
			if err != nil {
				return err
			}
			text, err := course.Lesson(root, stage)
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(cmd.OutOrStdout(), []lesson{{stage.Number, stage.ID, stage.Title,
					stage.ID + "/README.md", text}})
			} else {
				_, err = io.WriteString(cmd.OutOrStdout(), text)
			}
			if err != nil {
				return fmt.Errorf("print the lesson: %w", err)
			}
			remember(cmd.ErrOrStderr(), func(p *progress.Progress) {
				p.Read[stage.ID] = true
			})
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
