//go:build unix

package plain

import (
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/test/stagetest"
)

// The items of "Try this" can be played, say what happens, and are remembered.
func TestTry(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "part5-unix")
	g.answer("Type 1 to 7", "5")
	listed := g.answer("Type 1 to 3", "1")
	for _, try := range course.Stages[4].Tries() {
		if !strings.Contains(listed, try.Name) {
			t.Errorf("no %q in %s", try.Name, listed)
		}
	}
	played := g.answer("Type 1 to 3", "h")
	for _, want := range []string{"What to notice: four servers refused", "The other server (process ",
		"another server listens on", "it has 108 bytes", "a regular file is there", "a leading @",
		"That was it."} {
		if !strings.Contains(played, want) {
			t.Errorf("no %q in %s", want, played)
		}
	}
	if help := g.answer("Type 1 to 3", "q"); !strings.Contains(help, "refused. You have seen it") {
		t.Errorf("the item is not marked in %s", help)
	}
	g.ends()
	if p, err := progress.Open(); err != nil || !p.Tried["5.3"] {
		t.Errorf("tried are %v, %v", p.Tried, err)
	}
}
