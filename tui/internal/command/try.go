package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
)

// tryCommand sets up an item of a lesson's list "Try this".
func tryCommand() *cobra.Command {
	return &cobra.Command{
		Use:                   "try [PART.ITEM]",
		DisableFlagsInUseLine: true,
		Short:                 "Set up an item of a lesson's \"Try this\"",
		Long: "Start the server of a part, have clients do what an item of the lesson's list\n" +
			"\"Try this\" is about, print every message until it shows, and stop.\n" +
			"Without an argument, list the items that this can set up.\n\n" + signs,
		Example: "  go run ./tui try\n  go run ./tui try 1.2",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				listTries(cmd.OutOrStdout(), course.Stages...)
				return nil
			}
			if stage, err := course.Find(args[0]); err == nil {
				var items strings.Builder
				listTries(&items, stage)
				return usage("want an item of part %d, such as %s; there are:\n%s", stage.Number,
					stage.TryID(stage.Tries()[0].Item), strings.TrimSuffix(items.String(), "\n"))
			}
			stage, try, err := course.FindTry(args[0])
			if err != nil {
				return usage("%v; go run ./tui try lists them", err)
			}
			return launch(func(ctx context.Context, r *runner.Runner, _ string) error {
				return playTry(ctx, cmd, r, stage, try)
			})
		},
	}
}

// listTries prints a line for each item of some parts that can be set up.
func listTries(out io.Writer, stages ...course.Stage) {
	for _, stage := range stages {
		for _, try := range stage.Tries() {
			fmt.Fprintf(out, "%s  %s\n", stage.TryID(try.Item), try.Name)
		}
	}
}

// playTry plays a try and prints the conversation until its sight is there.
func playTry(ctx context.Context, cmd *cobra.Command, r *runner.Runner, stage course.Stage,
	try course.Try) error {
	s, err := startSession(ctx, cmd, r, stage, wireOptions{flags: try.ServerFlags(), words: try.Words})
	if err != nil {
		return err
	}
	defer s.Stop()
	t := newTranscript(cmd, s, false)
	t.say("server: %s", s.ServerCommand())
	t.say("watch: %s", try.Watch)
	soon, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	played := make(chan error, 1)
	guard.Go(func() {
		played <- s.Play(soon, try)
		cancel()
	})
	if err := t.follow(soon, func() bool { return false }); err != nil {
		return err
	}
	if err := <-played; err != nil {
		return fmt.Errorf("try %s: %w", stage.TryID(try.Item), err)
	}
	if err := t.settle(ctx, t.quiet); err != nil {
		return err
	}
	remember(cmd.ErrOrStderr(), func(p *progress.Progress) { p.Tried[stage.TryID(try.Item)] = true })
	return nil
}
