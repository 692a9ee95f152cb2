package ui

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// Each try is a link before its item in the lesson, and the ones that were seen have a
// tick.
func TestTriesAreLinks(t *testing.T) {
	for _, stage := range course.Stages {
		lesson, err := course.Lesson(stagetest.Root(), stage)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{"1.2": true, "4.1": true}
		marked, targets, err := renderLesson(stage.Lesson(), offerTries(lesson, stage, seen), 80, true)
		if err != nil {
			t.Fatal(err)
		}
		lines, links := drawLinks(marked, targets, -1)
		for _, try := range stage.Tries() {
			id := stage.TryID(try.Item)
			mark := map[bool]string{true: "✓ seen", false: "▶ try it"}[seen[id]]
			if !hasLine(lines, links, tryLink+id[2:], id[2:]+". "+mark) {
				t.Errorf("part %d has no link %q for item %d in\n%s", stage.Number, mark, try.Item,
					ansi.Strip(strings.Join(lines, "\n")))
			}
		}
	}
}

// What to watch fits the smallest screen.
func TestWatchFits(t *testing.T) {
	for _, stage := range course.Stages {
		for _, try := range stage.Tries() {
			run := newStageRun(&env{styles: newStyles(true)}, stage)
			run.try = &try
			if got := lipgloss.Width(run.aside(MinWidth)); got > MinWidth {
				t.Errorf("%s takes %d columns: %s", stage.TryID(try.Item), got, run.aside(MinWidth))
			}
		}
	}
}

// hasLine reports whether a link to a target is in a line that begins with a text.
func hasLine(lines []string, links []link, target, text string) bool {
	for _, link := range links {
		if link.target == target && strings.Contains(ansi.Strip(lines[link.line]), text) {
			return true
		}
	}
	return false
}

// A try shows its events, also where only the output was shown before. Without the events,
// the footer has no keys for them.
func TestTryShowsItsEvents(t *testing.T) {
	m := onRun(t, 1, 0)
	pressAll(m, "z", "z")
	m.mustShow(t, "the output", "s start")
	for _, not := range []string{"v list or lanes", "f filter"} {
		if strings.Contains(ansi.Strip(m.View()), not) {
			t.Errorf("beside the output only, the footer offers %q:\n%s", not, ansi.Strip(m.View()))
		}
	}
	m.playTry(tryMsg{course.Stages[0], course.Stages[0].Tries()[0].Item})
	if m.run.panes.zoom != zoomBoth {
		t.Error("the events of a try are not shown")
	}
}

// What was seen is ticked, what was not is not.
func TestTried(t *testing.T) {
	m := newModel(t, 80, 24)
	first := course.Stages[0]
	m.tried(triedMsg{first, first.Tries()[1], errors.New("nothing")})
	if len(m.progress.Tried) > 0 {
		t.Errorf("after a try that showed nothing %v is ticked", m.progress.Tried)
	}
	m.tried(triedMsg{first, first.Tries()[1], nil})
	if !m.progress.Tried["1.2"] {
		t.Errorf("after a try that was seen %v is ticked", m.progress.Tried)
	}
}

// The servers of a try stand as servers, those that are to be typed to as clients.
func TestServersOfATry(t *testing.T) {
	m := onRun(t, 5, 0)
	run := m.run.current
	for _, program := range []string{"server", "server", "client", ""} {
		run.clients.open(&client{program: program, failure: "did not start"})
	}
	if got, want := ansi.Strip(run.clients.line(80, "", newStyles(true))),
		" servers:  new failed  new failed  clients:  new failed  >new failed"; got != want {
		t.Errorf("the line is %q, want %q", got, want)
	}
	run.clients.chosen = 0
	give(m, keyPress("i"))
	if got, want := m.notice, "new server takes no input"; !strings.HasPrefix(got, want) {
		t.Errorf("after i the notice is %q, want %q", got, want)
	}
}

// However many clients there are, the chosen one is on the line.
func TestChosenClientIsVisible(t *testing.T) {
	c := new(clients)
	for i := range 40 {
		c.open(&client{failure: "did not start", conn: 1000 + i})
	}
	for i := range c.all {
		c.chosen = i
		line := ansi.Strip(fit(c.line(MinWidth, "raw client #1039 open", newStyles(true)), MinWidth))
		if want := ">" + c.all[i].label() + " failed"; !strings.Contains(line, want) {
			t.Errorf("no %q in %q", want, line)
		}
	}
}
