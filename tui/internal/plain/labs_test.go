//go:build unix

package plain

import (
	"strings"
	"testing"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/test/stagetest"
)

// A learner predicts, runs a lab, and the list remembers its verdict.
func TestLab(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "part2-explained")
	g.answer("Type 1 to 7", labs)
	list := g.answer("The labs of part 2. Type 1 to 9", "1")
	if want := "\n1. two-sockets, two kinds of sockets\n"; !strings.Contains(list, want) {
		t.Errorf("no %q in %q", want, list)
	}
	asked := g.answer("Type a to c", "d")
	if !strings.Contains(asked, "\na. 9998") || strings.Contains(asked, "The series says") {
		t.Errorf("the lab asks %q", asked)
	}
	g.see(`There is no choice "d".`)
	g.answer("Type a to c", "b")
	found := g.answer("The labs of part 2. Type 1 to 9", "h")
	for _, want := range []string{"It does this: build ", "You predicted b, but it was a: ",
		"The series says: A server has two", "transfer socket, descriptor ", "Code: part2-explained/server/main.go:"} {
		if !strings.Contains(found, want) {
			t.Errorf("no %q in %q", want, found)
		}
	}
	list = g.answer("The labs of part 2. Type 1 to 9", "q")
	if want := "two kinds of sockets. You have run it: " + string(experiment.Holds); !strings.Contains(list, want) {
		t.Errorf("no %q in %q", want, list)
	}
	g.ends()
}

// The labs about the guide belong to the part whose lesson links them.
func TestLabOfTheGuide(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "part3-threads")
	g.answer("Type 1 to 7", labs)
	if list := g.answer("The labs of part 3. Type 1 to", "q"); !strings.Contains(list, "orphans, ") {
		t.Errorf("no orphans in %q", list)
	}
	g.ends()
}
