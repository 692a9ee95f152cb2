package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// part is what list prints about a part, and a line of its JSON.
type part struct {
	Number  int      `json:"number"`
	ID      string   `json:"id"` // the folder
	Title   string   `json:"title"`
	Article string   `json:"article"`
	Idea    string   `json:"idea"`
	Adds    []string `json:"adds"`
	Network string   `json:"network"` // tcp or unix
	Lesson  string   `json:"lesson"`
	Server  string   `json:"server"` // the command to start it by hand
	Client  string   `json:"client"`
	Read    bool     `json:"read"` // the lesson was opened
	Ran     bool     `json:"ran"`  // the server was started
}

// listCommand prints the parts.
func listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "Print the six parts and the commands that run them",
		Long: "Print the six parts: the idea of each, what is new in it, the commands " +
			"that run\nit by hand, and whether you have read or run it.",
		Example: "  go run ./tui list\n" +
			"  go run ./tui list --json | jq -r 'select(.read | not).idea'",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			parts, err := parts()
			if err != nil {
				printError(cmd.ErrOrStderr(), err)
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), parts)
			}
			return writeParts(cmd.OutOrStdout(), parts)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, one object a line")
	return cmd
}

// parts returns the parts. With an error only their marks are missing.
func parts() ([]part, error) {
	done, err := progress.Open()
	var parts []part
	for _, stage := range course.Stages {
		parts = append(parts, part{
			Number: stage.Number, ID: stage.ID, Title: stage.Title,
			Article: stage.Article, Idea: stage.Idea, Adds: stage.Adds,
			Network: stage.Network, Lesson: stage.ID + "/README.md",
			Server: "go run ./" + stage.ID + "/server",
			Client: "go run ./" + stage.ID + "/client",
			Read:   done.Read[stage.ID], Ran: done.Ran[stage.ID],
		})
	}
	return parts, err
}

// writeParts prints the parts for people.
func writeParts(w io.Writer, parts []part) error {
	var text strings.Builder
	for i, part := range parts {
		if i > 0 {
			text.WriteString("\n")
		}
		fmt.Fprintf(&text, "%d %s: %s%s\n",
			part.Number, part.Title, part.Idea, part.marks())
		for _, addition := range part.Adds {
			fmt.Fprintf(&text, "  - %s\n", addition)
		}
		fmt.Fprintf(&text, "  lesson  %s\n  server  %s\n  client  %s\n",
			part.Lesson, part.Server, part.Client)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// marks says what the learner has done in a part.
func (p part) marks() string {
	switch {
	case p.Read && p.Ran:
		return " (read, run)"
	case p.Read:
		return " (read)"
	case p.Ran:
		return " (run)"
	}
	return ""
}

// writeJSON prints values as JSON, one a line.
func writeJSON[T any](w io.Writer, values []T) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, value := range values {
		if err := encoder.Encode(value); err != nil {
			return err
		}
	}
	return nil
}
