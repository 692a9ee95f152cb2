//go:build unix

package command

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/test/terminal"
)

// Only the guide on the screen asks the terminal for its colours. A command does
// not, and so does not wait for a terminal that never answers: it takes hardly longer
// than without one.
func TestSilentTerminal(t *testing.T) {
	for _, test := range []struct {
		arguments string
		input     string // ends it
	}{
		{"list", ""}, {"read 1", ""}, {"read --json 1", ""}, {"show no/such/recording", ""}, {"--help", ""},
		{"exercises", ""}, {"progress", ""}, {"doctor", ""}, {"send 1 hello", ""}, {"--plain", "q"},
		{"check 1.1 --dir part1-basic/exercises/01-three-pieces/testdata/passed.py", ""},
	} {
		arguments := strings.Fields(test.arguments)
		without, silent, most := time.Hour, time.Hour, time.Duration(0)
		for range 3 {
			j := prepare(t, root, nil, arguments...)
			j.cmd.Stdin = strings.NewReader(test.input + "\n")
			begun := time.Now()
			j.begin()
			j.exit()
			without = min(without, time.Since(begun))
			begun = time.Now()
			run := terminal.Start(t, terminal.Program{Path: stagetest.Guide(t), Args: arguments, Dir: root,
				Columns: 80, Rows: 24, Silent: true})
			if test.input != "" {
				run.WaitUntil("a line", func([]string) bool { return run.Written() > 0 })
				run.Type(test.input)
				run.Press("enter")
			}
			run.Exit()
			silent = min(silent, time.Since(begun))
			for _, query := range []string{"\x1b]10;?", "\x1b]11;?", "\x1b[6n"} {
				if bytes.Contains(run.Raw(), []byte(query)) {
					t.Errorf("%s asks the terminal %q", test.arguments, query)
				}
			}
			most = 2*without + 500*time.Millisecond
			if silent <= most {
				break // otherwise the machine may just have been busy
			}
		}
		t.Logf("%s: %v, without a terminal %v", test.arguments, silent, without)
		if silent > most {
			t.Errorf("%s takes %v, want at most %v", test.arguments, silent, most)
		}
	}
}
