package course

import (
	"fmt"
	"strings"
)

// Table returns the six parts as a Markdown table, for the README.
func Table() string {
	var table strings.Builder
	table.WriteString("| part | one new idea | server | client |\n|---|---|---|---|\n")
	for _, stage := range Stages {
		fmt.Fprintf(&table, "| [%d %s](%s/README.md) | %s | `go run ./%s/server` | `go run ./%s/client` |\n",
			stage.Number, stage.Title, stage.ID, stage.Idea, stage.ID, stage.ID)
	}
	return table.String()
}
