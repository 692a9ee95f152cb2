//go:build unix

package plain

import (
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/workspace"
)

// A learner starts exercise 1.1, reads a hint, and checks the starter, which fails.
func TestExercise(t *testing.T) {
	t.Setenv(workspace.FolderVariable, t.TempDir())
	g := begin(t, stagetest.Root(), "part1-basic")
	g.answer("Type 1 to 7", "4")
	list := g.answer("The exercises of part 1. Type 1 to", "1")
	if want := "1. 1.1, An answer in three pieces: write, 15 minutes, not started"; !strings.Contains(list, want) {
		t.Errorf("no %q in %q", want, list)
	}
	g.answer("Type 1 to 5", "3")
	g.see("You have no program for 1.1 yet.")
	g.answer("Type 1 to 5", "2")
	g.see("Your program is in")
	g.answer("Type 1 to 5", "4")
	g.see("Hint 1 of 3:")
	g.answer("Type 1 to 5", "3")
	g.see("Checking: ")
	found := g.answer("Type 1 to 5", "5")
	for _, want := range []string{"Your program has not passed.", "Probable cause: ", "Next: "} {
		if !strings.Contains(found, want) {
			t.Errorf("no %q in %q", want, found)
		}
	}
	if list := g.answer("The exercises of part 1. Type 1 to", "q"); !strings.Contains(list, "15 minutes, started") {
		t.Errorf("the list has no started exercise: %q", list)
	}
	g.ends()
}
