package command

import (
	"context"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"wallsockets/tui/internal/plain"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/ui"
)

// guideCommand runs the guide itself, on the terminal or as numbered prompts.
func guideCommand() *cobra.Command {
	var at string
	var asPlain bool
	var where session.Where
	cmd := &cobra.Command{
		Use:   "tui",
		Short: "The guide through the six parts of wallsockets",
		Long: "The guide: read the lessons and the code, start the servers and " +
			"clients,\nand see every message that crosses the socket.\n\n" +
			"PART is 1 to 6, part3, or a folder's name such as part3-threads.\n" +
			"Exit codes: 0 done, 1 failed while running, 2 wrong usage.",
		Example: "  go run ./tui\n" +
			"  go run ./tui --part 3\n" +
			"  go run ./tui --plain        numbered prompts, for screen readers\n" +
			"  ACCESSIBLE=1 go run ./tui   the same",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[:1])
			}
			if at != "" {
				stage, err := findStage(at)
				if err != nil {
					return err
				}
				at = stage.ID
			}
			return runGuide(at, asPlain, where)
		},
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().StringVar(&at, "part", "", "open the guide at `PART`")
	cmd.Flags().BoolVar(&asPlain, "plain", false,
		"use numbered prompts and plain lines")
	addWhere(cmd, &where)
	return cmd
}

// runGuide runs the guide in the form that suits the terminal.
func runGuide(at string, asPlain bool, where session.Where) error {
	asPlain = asPlain || os.Getenv("ACCESSIBLE") != ""
	if !asPlain && !onTerminal() {
		return usage("the guide needs a terminal; without one, use " +
			"go run ./tui list, read PART, serve PART, send PART WORDS, show FILE or " +
			"doctor, or the guide as numbered prompts: go run ./tui --plain")
	}
	if asPlain || os.Getenv("TERM") == "dumb" {
		return launch(func(ctx context.Context, r *runner.Runner, root string) error {
			return plain.Run(ctx, root, r, at, where, os.Stdin, os.Stdout)
		})
	}
	// The guide handles signals itself because it must restore the terminal.
	return withRunner(func(r *runner.Runner, root string) error {
		return ui.Run(root, r, at, where)
	})
}

// onTerminal reports whether both input and output are a terminal.
func onTerminal() bool {
	return term.IsTerminal(int(os.Stdin.Fd())) &&
		term.IsTerminal(int(os.Stdout.Fd()))
}
