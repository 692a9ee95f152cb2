//go:build unix

package command

import (
	"strings"
	"testing"
)

// try plays what the guide plays, prints the conversation, and names what it does not
// know.
func TestTry(t *testing.T) {
	t.Parallel()
	j := start(t, "try", "1.2")
	if code := j.exit(); code != 0 {
		t.Errorf("exit code %d: %s", code, j.output)
	}
	for _, want := range []string{"watch: the server prints escapes", `"\x1b[2J\aboo\n"`, "I got your message"} {
		if !strings.Contains(j.output.String(), want) {
			t.Errorf("no %q in %s", want, j.output)
		}
	}
	j = start(t, "try", "9.9")
	if code := j.exit(); code != 2 {
		t.Errorf("exit code %d for a try that does not exist, want 2: %s", code, j.output)
	}
	j = start(t, "try", "4")
	if code := j.exit(); code != 2 || !strings.Contains(j.errors.String(),
		"try: want an item of part 4, such as 4.1; there are:\n4.1  a flood") ||
		strings.Contains(j.errors.String(), "5.3") {
		t.Errorf("exit code %d, %s, want 2 and the items of the part", code, j.errors)
	}
	j = start(t, "try")
	if code := j.exit(); code != 0 || !strings.Contains(j.output.String(), "4.2  a slow drip") {
		t.Errorf("exit code %d, %s, want a list", code, j.output)
	}
}
