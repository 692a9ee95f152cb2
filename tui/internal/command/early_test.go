//go:build unix

package command

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"early/dial"
	"early/supervise"

	"wallsockets/tui/internal/test/stagetest"
)

// The guide's small processes end before the inits of its libraries begin, which
// take several times as long as all that they do.
func TestSmallProcessesStartEarly(t *testing.T) {
	for _, arguments := range [][]string{{supervise.Argument, "no/such/folder", "true"}, {supervise.Argument, "no/such/folder"}, {dial.Argument}} {
		process := exec.CommandContext(t.Context(), stagetest.Guide(t), arguments...)
		process.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		output, _ := process.CombinedOutput() // it fails: nobody speaks to it
		text := string(output)
		if !strings.Contains(text, "init runtime @") {
			t.Fatalf("%s prints no inits: %s", arguments[0], text)
		}
		if strings.Contains(text, "init github.com/alecthomas") {
			t.Errorf("%s begins after the inits of the libraries:\n%s", arguments[0], text)
		}
	}
}
