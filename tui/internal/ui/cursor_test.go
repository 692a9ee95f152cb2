package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
	"wallsockets/tui/internal/workspace"
)

// After an action the list shows its result: the filter is lifted, what covers the list
// is closed, and the newest message is selected.
func TestShowNewest(t *testing.T) {
	for _, keys := range [][]string{{"g"}, {"o"}, {"g", "enter"}, {"F"}, {"f", "n", "o", "p", "e", "enter"}} {
		m := newTalk(3, 80, 10)
		m.keys(keys...)
		m.showNewest()
		talk(m.recording, 1)
		m.refresh()
		newest, _ := m.selected()
		if newest.Number != m.seen || len(m.shown) != m.total() || m.detail != nil || m.stream != nil {
			t.Errorf("after %q: message %d of %d is selected, %d are shown: %s", keys, newest.Number,
				m.seen, len(m.shown), m.summary())
		}
	}
}

// Only messages that pass the filter count as new.
func TestNewUnderAFilter(t *testing.T) {
	m := newTalk(1, 80, 10)
	m.keys("g")
	talk(m.recording, 2)
	m.refresh()
	before := m.missed()
	m.keys("f", "#", "1", "enter")
	if m.missed() != 0 || strings.Contains(m.summary(), "new: G") || before == 0 {
		t.Errorf("%d are new without a filter, and with one: %s", before, m.summary())
	}
	m.keys("f", "esc")
	if m.missed() != before {
		t.Errorf("%d are new without the filter, want %d", m.missed(), before)
	}
}

// esc ends a search: its stars go.
func TestEscEndsASearch(t *testing.T) {
	m := newTalk(1, 80, 10)
	m.keys("/", "c", "o", "n", "enter")
	screen := strings.Join(m.view(newStyles(true)), "\n")
	m.keys("esc")
	after := strings.Join(m.view(newStyles(true)), "\n")
	if !strings.Contains(screen, "*") || strings.Contains(after, "*") {
		t.Errorf("before esc:\n%s\nand after it:\n%s", screen, after)
	}
}

// Without an open connection the whole wire can be held, and that comes first.
func TestHandsWithoutAConnection(t *testing.T) {
	var hands wire.Hands
	for _, of := range []handled{
		{}, {event: wire.Event{Number: 1}},
		{event: wire.Event{Number: 1, Conn: 1}, conn: &connection{over: true}},
	} {
		of.hands = &hands
		if first := of.all(newKeyMap())[0]; first.order != "hold" || first.not != nil {
			t.Errorf("the first hand is %q: %v", first.order, first.not)
		}
	}
	hands.Hold(wire.Where{From: wire.Client})
	of := handled{hands: &hands}
	if all := of.all(newKeyMap()); all[0].not != nil || all[2].order != "let go" || all[2].not != nil {
		t.Errorf("one direction is held: %v, %v", all[0].not, all[2].not)
	}
	hands.Hold(wire.Where{})
	if all := of.all(newKeyMap()); all[0].not == nil {
		t.Error("a wire that is held can be held again")
	}
}

// What is held has its name: the wire, or connections.
func TestHeldText(t *testing.T) {
	for want, held := range map[string][]int{
		"the wire is held": {0, 2}, "#2 is held": {2}, "#2, #3 are held": {2, 3},
	} {
		if got := heldText(held); got != want {
			t.Errorf("%v held: %q, want %q", held, got, want)
		}
	}
}

// Without a chosen link, t chooses the first item to try.
func TestFirstTry(t *testing.T) {
	r := &readTab{env: &env{}, chosen: -1, rendering: rendering{
		marked:  []string{linkBegin + "one" + linkEnd, linkBegin + "two" + linkEnd},
		targets: []string{tryLink + "1", tryLink + "2"}}}
	r.lines, r.links = drawLinks(r.marked, r.targets, r.chosen)
	for _, want := range []int{0, 1, 0} {
		if r.chooseTry(); r.chosen != want {
			t.Errorf("t chooses link %d, want %d", r.chosen, want)
		}
	}
}

// A client that has got its answer is a reason to go on: the line below the list says how,
// unless the key is for a search.
func TestNextStepOnRun(t *testing.T) {
	m := newModel(t, 80, 24)
	m.typeKeys("tab tab tab")
	run := m.run.current
	run.session = new(session.Session)
	run.session.Server = new(runner.Process)
	m.progress.Ran["part1-basic"] = true
	if m.run.offersNext() {
		t.Error("without an answer there is a next step")
	}
	run.events.recording = wire.Load(goldenEvents())
	run.events.refresh()
	if got := ansi.Strip(m.run.withNext(strings.Repeat("x", 100))); !strings.Contains(got,
		"…  Next: read part 1, key n") || ansi.StringWidth(got) > 80 {
		t.Errorf("after an answer: %q", got)
	}
	m.run.width = 60
	m.tasks.all = []course.Exercise{{Stage: course.Stages[0], Number: 1, Title: "A title that takes a line"}}
	m.tasks.states = []string{workspace.Started}
	m.progress.Read["part1-basic"] = true
	if got := ansi.Strip(m.run.withNext(" #1 client: I got your message")); got !=
		" #1 client: I got your message  Next: exercise 1.1, …, key n" {
		t.Errorf("on a narrow screen: %q", got)
	}
	run.events.search = newSearch("a")
	if m.run.offersNext() {
		t.Error("n is for the search and for what comes next")
	}
}

// The footer offers what works now: nothing to type to without a client, and no code of
// what the guide did itself.
func TestRunFooter(t *testing.T) {
	m := newModel(t, 120, 24)
	m.typeKeys("tab tab tab")
	run := m.run.current
	footer := func() string { return ansi.Strip(m.footer()) }
	run.busy, run.starting = "building", true
	if got := footer() + m.run.inputLine(); !strings.Contains(got, "c client") || strings.Contains(got, "s start") {
		t.Errorf("while the server is built: %q", got)
	}
	run.busy, run.starting = "", false
	run.session = &session.Session{Server: new(runner.Process)}
	if got := footer(); !strings.Contains(got, "H hands") || strings.Contains(got, "i type") ||
		strings.Contains(got, "l code") {
		t.Errorf("before a client: %q", got)
	}
	run.events.recording = wire.Load(goldenEvents())
	run.events.refresh()
	if got := footer(); !strings.Contains(got, "l code") {
		t.Errorf("with a message: %q", got)
	}
	run.clients.open(new(client))
	if got := footer(); !strings.Contains(got, "i type") {
		t.Errorf("with a client: %q", got)
	}
	m.typeKeys("enter")
	if got := footer(); !strings.Contains(got, "l code") {
		t.Errorf("in a detail: %q", got)
	}
}
