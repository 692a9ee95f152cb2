//go:build unix

package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// In a terminal a learner opens a message, goes to its neighbour, clicks another one,
// filters, and sees where the next run begins.
func TestMessagesInATerminal(t *testing.T) {
	t.Parallel()
	g := talked(t, options{columns: 120, rows: 40})
	g.Press("home", "enter")
	g.WaitFor("event 1 of 6", "the client of connection #1", "connected: part3-threads-client, process", "state now")
	g.Press("down", "down")
	g.WaitFor("event 3 of 6", "18 bytes", "one read", `"the quick zyzzyva\n"`, "74 68 65 20 71 75 69 63")
	g.Press("esc")
	g.WaitGone("event 3 of 6")
	g.waitSelected("C>   18")
	g.Press("m")
	g.WaitFor("a click selects")
	g.click("half-closed")
	g.waitSelected("half-closed")
	g.Press("m", "z", "enter") // without the output there is room beside the list
	g.WaitFor("event 5 of 6", `C>   18 "the quick zyzzyva\n"`)
	g.Press("esc")
	g.WaitGone("event 5 of 6")
	g.Press("z", "z", "r")
	g.waitSelected("the server was started: go") // what is new is shown again
	g.client()
	g.WaitFor("#2     S>      accepted")
	g.Press("up")
	g.client()
	g.WaitFor("#3     S>      accepted")
	g.waitSelected("accepted")
	all := g.events()
	if all < 11 || all > 13 { // two of these connections may have had to wait
		t.Errorf("%d events\n%s", all, g)
	}
	g.Press("f")
	g.WaitFor("filter:")
	g.Type("/started")
	g.WaitFor(fmt.Sprintf("1 of %d shown", all))
	g.Press("esc")
	g.WaitFor(fmt.Sprintf("events: %d", all))
}

// click clicks on the first row that has a text.
func (g *guide) click(text string) {
	g.t.Helper()
	screen := g.Screen()
	row := slices.IndexFunc(screen, func(row string) bool { return strings.Contains(row, text) })
	g.Send(fmt.Sprintf("\x1b[<0;5;%dM\x1b[<0;5;%[1]dm", row+1))
}
