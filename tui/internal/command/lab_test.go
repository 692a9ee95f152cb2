//go:build unix

package command

import (
	"encoding/json"
	"strings"
	"testing"

	"wallsockets/tui/internal/lab"
)

// lab lists the labs; of one it prints the claim, the question and what was found, as
// text, JSON and Markdown.
func TestLab(t *testing.T) {
	t.Parallel()
	j := start(t, "lab")
	if code := j.exit(); code != 0 {
		t.Fatalf("lab: exit code %d, %q", code, j.errorText())
	}
	for _, one := range lab.All() {
		if !strings.Contains(j.output.String(), one.Name) || !strings.Contains(j.output.String(), one.Title) {
			t.Errorf("the list lacks %s", one.ID())
		}
	}
	for arguments, wants := range map[string][]string{
		"lab two-sockets --guess b": {"part2/two-sockets: two kinds of sockets", "\nHolds. Both", "The series says: A server has two",
			"\n> b  ", "You predicted b, but it was ", "Code: part2-explained/server/main.go:"},
		"lab part2/two-sockets --markdown": {"# What the series and the lessons claim", "| `part2/two-sockets` | The series says: ",
			"| holds | Both of the server's sockets"},
	} {
		j := start(t, strings.Fields(arguments)...)
		if code := j.exit(); code != 0 {
			t.Errorf("%s: exit code %d, %q", arguments, code, j.errorText())
		}
		for _, want := range wants {
			if !strings.Contains(j.output.String(), want) {
				t.Errorf("%s: no %q in %s", arguments, want, j.output)
			}
		}
	}
	j = start(t, "lab", "two-sockets", "--json")
	var row labRow
	if code := j.exit(); code != 0 || json.Unmarshal([]byte(j.output.String()), &row) != nil ||
		row.Lab != "part2/two-sockets" || row.Verdict != "holds" || row.Answer < 0 || row.Guess != -1 || len(row.Figures) != 3 {
		t.Errorf("lab --json: exit code %d, %+v, %s", code, row, j.output)
	}
}
