package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/runner"
)

// printed returns the lines from one number to another, as they remain when older
// ones were dropped. Each takes two rows in a pane of ten columns.
func printed(from, to int) runner.Output {
	output := runner.Output{Dropped: from}
	for n := from; n < to; n++ {
		output.Lines = append(output.Lines, runner.Line{Source: runner.Stdout,
			Text: fmt.Sprintf("line %d and more", n)})
	}
	return output
}

// The pane follows what is printed until the user scrolls up. What they read then
// stays, whatever is printed, dropped or resized, until they go to the end.
func TestOutputStaysWhereOneReads(t *testing.T) {
	var o output
	styles := newStyles(true)
	show := func(from, to int) { o.show(printed(from, to), styles) }
	top := func() string { return strings.TrimSpace(ansi.Strip(o.view()[0])) }
	must := func(when, want, heading string) {
		t.Helper()
		if top() != want || !strings.Contains(o.summary(), heading) {
			t.Errorf("%s: %q is at the top, under %q; want %q under %q", when, top(), o.summary(),
				want, heading)
		}
	}
	o.setSize(20, 4)
	show(0, 3)
	show(0, 10)
	must("followed", "line 6 and more", "the server's output")
	for range 4 {
		o.press(keyPress("up"), newKeyMap())
	}
	must("scrolled up", "line 2 and more", "G: newest")
	show(0, 20)
	must("more printed", "line 2 and more", "10 new")
	show(2, 22)
	must("older ones dropped", "line 2 and more", "12 new")
	o.setSize(10, 4)
	show(2, 22)
	must("narrower", "line 2", "12 new")
	o.setSize(40, 6)
	show(2, 22)
	must("wider", "line 2 and more", "12 new")
	show(5, 25)
	must("what one read was dropped", "line 5 and more", "15 new")
	o.press(keyPress("end"), newKeyMap())
	show(5, 26)
	must("at the end", "line 20 and more", "without 5 lines")
	o.setSize(40, 3)
	show(5, 26)
	must("smaller, followed", "line 23 and more", "without 5 lines")
	o.clear()
	show(0, 2)
	must("of another server", "line 0 and more", "the server's output")
}
