//go:build unix

package command

import (
	"bytes"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/test/terminal"
)

// Only the guide on the screen asks the terminal for its colours. A command does
// not, and so does not wait for a terminal that never answers.
func TestSilentTerminal(t *testing.T) {
	guide := stagetest.Guide(t)
	for _, test := range []struct {
		arguments []string
		most      time.Duration // the fastest of three runs
		end       string        // typed to end it, once it has printed something
	}{
		{[]string{"list"}, 500 * time.Millisecond, ""},
		{[]string{"read", "1"}, 500 * time.Millisecond, ""},
		{[]string{"show", "no/such/recording"}, 500 * time.Millisecond, ""},
		{[]string{"--help"}, 500 * time.Millisecond, ""},
		{[]string{"doctor"}, 4 * time.Second, ""}, // it starts other programs
		{[]string{"--plain"}, 500 * time.Millisecond, "q"},
	} {
		fastest := time.Hour
		for range 3 {
			begun := time.Now()
			run := terminal.Start(t, terminal.Program{Path: guide, Args: test.arguments, Dir: root,
				Columns: 80, Rows: 24, Silent: true})
			if test.end != "" {
				run.WaitUntil("a line", func([]string) bool { return run.Written() > 0 })
				fastest = min(fastest, time.Since(begun))
				run.Type(test.end)
				run.Press("enter")
			}
			run.Exit()
			fastest = min(fastest, time.Since(begun))
			for _, query := range []string{"\x1b]10;?", "\x1b]11;?", "\x1b[6n"} {
				if bytes.Contains(run.Raw(), []byte(query)) {
					t.Errorf("%q asks the terminal %q", test.arguments, query)
				}
			}
		}
		if t.Logf("%q: %v", test.arguments, fastest); fastest > test.most && !stagetest.Race {
			t.Errorf("%q takes %v, want at most %v", test.arguments, fastest, test.most)
		}
	}
}
