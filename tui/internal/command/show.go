package command

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/wire"
)

// showCommand prints a saved conversation.
func showCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		DisableFlagsInUseLine: true,
		Use:                   "show [--json] FILE", Short: "Print a saved conversation",
		Long: "Print a conversation that the guide or serve has saved as text, Markdown " +
			"or\nJSON.",
		Example: "  go run ./tui show part3-threads-20260914-101112.md",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("want one FILE, got %q", args)
			}
			file, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("read the conversation: %w", err)
			}
			defer file.Close() // only read: closing it loses nothing
			events, err := wire.Read(file)
			if err != nil {
				return fmt.Errorf("read the conversation in %s: %w", args[0], err)
			}
			write := wire.WriteText
			if asJSON {
				write = wire.WriteJSON
			}
			if err := write(cmd.OutOrStdout(), events); err != nil {
				return fmt.Errorf("print the conversation: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, one object a line")
	return cmd
}
