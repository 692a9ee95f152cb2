package command

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/ui"
	"wallsockets/tui/internal/wire"
)

// showCommand shows a saved conversation, as lines or on the screen.
func showCommand() *cobra.Command {
	var asJSON, onScreen bool
	cmd := &cobra.Command{
		DisableFlagsInUseLine: true,
		Use:                   "show [--json | --screen] FILE", Short: "Show a saved conversation",
		Long: "Print a conversation that was saved as text, Markdown or JSON. FILE - is\n" +
			"standard input. With --screen, step through it as in the guide, or play it\nat any speed.",
		Example: "  go run ./tui show part3-threads-20260914-101112.md\n" +
			"  go run ./tui show --screen talk.jsonl\n" +
			"  go run ./tui serve 3 --json | go run ./tui show -",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return wantUsage("one FILE, or - for standard input", args)
			case onScreen && asJSON:
				return usage("want --json or --screen, not both")
			case onScreen && (args[0] == "-" || !onTerminal()):
				return usage("--screen needs a terminal as input and output, and a FILE")
			}
			events, err := readEvents(args[0], cmd.InOrStdin())
			if err != nil && len(events) == 0 {
				return err
			}
			if len(events) == 0 {
				fmt.Fprintln(cmd.ErrOrStderr(), "the conversation has no messages")
				return nil
			}
			if onScreen {
				return errors.Join(ui.Replay(args[0], events, err != nil), err)
			}
			write := wire.WriteText
			if asJSON {
				write = wire.WriteJSON
			}
			if err := write(cmd.OutOrStdout(), events); err != nil {
				return fmt.Errorf("print the conversation: %w", err)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, one object a line")
	cmd.Flags().BoolVar(&onScreen, "screen", false, "step through it on the screen")
	return cmd
}

// readEvents reads a conversation from a file, or from standard input if the name
// is -. If the file is damaged, it returns the events that are whole beside the error.
func readEvents(name string, stdin io.Reader) ([]wire.Event, error) {
	from := stdin
	if name == "-" {
		name = "standard input"
	} else {
		file, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read the conversation: %w", err)
		}
		defer file.Close() // only read: closing it loses nothing
		from = file
	}
	events, err := wire.Read(from)
	switch {
	case errors.Is(err, wire.ErrCut):
		err = fmt.Errorf("read the conversation in %s: %w; messages before that, shown: %d; "+
			"what followed is missing", name, err, len(events))
	case errors.Is(err, wire.ErrDamaged):
		err = fmt.Errorf("read the conversation in %s: %w; messages shown: %d", name, err,
			len(events))
	case err != nil:
		err = fmt.Errorf("read the conversation in %s: %w", name, err)
	}
	return events, err
}
