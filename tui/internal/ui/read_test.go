package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
)

// reading returns a guide of 80x24 that shows a lesson of 60 lines: line 10 and line
// 50 have a link, and every tenth line the word Socket.
func reading(t *testing.T) *Model {
	t.Helper()
	m := newModel(t, 80, 24)
	m.open(course.Stages[0], "Read")
	var lines []string
	for i := range 60 {
		line := fmt.Sprintf("line %d", i)
		if i%10 == 0 {
			line += " Socket"
		}
		if i == 10 || i == 50 {
			line += " " + linkBegin + "a link" + linkEnd
		}
		lines = append(lines, line)
	}
	targets := []string{"server/main.go", "../part2-explained/README.md"}
	m.update(lessonRenderedMsg{course.Stages[0].Lesson(), 80, rendering{lines, targets}})
	return m
}

// typeKeys presses keys, named and separated by spaces, and handles what they cause.
func (m *Model) typeKeys(keys string) {
	for _, name := range strings.Fields(keys) {
		pursue(m, keyPress(name))
	}
}

// pursue hands a message to a guide, and then those that it causes within the ui.
func pursue(m *Model, msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, command := range msg {
			if command != nil {
				pursue(m, command())
			}
		}
	case tea.KeyMsg, noticeMsg, troubleMsg, serverStartedMsg, openMsg, openPageMsg, openFileMsg, openLabMsg, placesMsg, codeLoadedMsg, runPartMsg, backgroundMsg:
		if command := m.update(msg); command != nil {
			pursue(m, command())
		}
	}
}

func (m *Model) mustShow(t *testing.T, when string, texts ...string) {
	t.Helper()
	screen := ansi.Strip(m.View())
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			t.Errorf("%s: no %q in\n%s", when, text, screen)
		}
	}
}

// A lesson counts as read when its end was on the screen, not when it was opened or
// half read, and the learner can say otherwise.
func TestReadToTheEnd(t *testing.T) {
	m := reading(t)
	first := course.Stages[0].ID
	m.mustShow(t, "at the top", "33 %")
	m.typeKeys("pgdown down")
	if m.progress.Read[first] {
		t.Error("half a lesson counts as read")
	}
	m.typeKeys("end")
	m.mustShow(t, "at the end", "100 %", "read to the end")
	if !m.progress.Read[first] {
		t.Error("a lesson read to the end does not count as read")
	}
	m.typeKeys("x up down")
	if m.progress.Read[first] {
		t.Error("x does not mark the lesson as not read")
	}
	m.typeKeys("home x")
	if !m.progress.Read[first] {
		t.Error("x does not mark the lesson as read")
	}
	m.typeKeys("shift+tab") // to Parts
	m.mustShow(t, "on Parts", "1 basic     read  ", "Lessons read 1/6")
	m.typeKeys("x")
	m.mustShow(t, "on Parts", "1 basic           ", "Lessons read 0/6")
}

// The search goes from match to match in both directions, round the ends, and marks
// what it has found.
func TestReadSearch(t *testing.T) {
	m := reading(t)
	m.typeKeys("/ s o c k e t enter")
	m.mustShow(t, "after the search", "1 of 6 lines with \"socket\"")
	for _, step := range []struct{ key, want string }{
		{"n", "2 of 6"}, {"n", "3 of 6"}, {"N", "2 of 6"}, {"N", "1 of 6"}, {"N", "6 of 6"},
		{"N", "5 of 6"}, {"n", "6 of 6"}, {"n", "1 of 6"},
	} {
		m.typeKeys(step.key)
		m.mustShow(t, step.key, step.want)
	}
	if want := m.styles.hit.Render("Socket"); !strings.Contains(m.View(), want) {
		t.Errorf("no %q in\n%q", want, m.View())
	}
	m.typeKeys("/ q q enter")
	m.mustShow(t, "without a match", `the lesson does not have "socketqq"`)
	m.typeKeys("/ esc n")
	m.mustShow(t, "after esc", "/ searches in the lesson")
}

// ] and [ choose links, enter follows the chosen one, and backspace returns to the
// place it was followed from.
func TestReadLinks(t *testing.T) {
	m := reading(t)
	m.typeKeys("]")
	m.mustShow(t, "the first link", "enter open server/main.go")
	m.typeKeys("enter")
	if m.tabs[m.active].title() != "Code" || m.code.wanted != "server/main.go" &&
		m.code.files[m.code.chosen].name != "server/main.go" {
		t.Errorf("the link to a file leads to %s, file %q", m.tabs[m.active].title(), m.code.wanted)
	}
	m.typeKeys("shift+tab ]")
	m.mustShow(t, "the second link", "enter open part2-explained", "line 50 Socket a link")
	place := m.read.scroll.top
	m.typeKeys("enter")
	m.mustShow(t, "the lesson it leads to", "Part 2 explained")
	if m.read.page != "part2-explained/README.md" {
		t.Errorf("the page is %s", m.read.page)
	}
	m.typeKeys("backspace")
	m.mustShow(t, "back again", "Part 1 basic")
	if got := m.read.places[m.read.page]; got != place {
		t.Errorf("back again, the lesson is at line %d, want %d", got, place)
	}
	m.typeKeys("backspace")
	m.mustShow(t, "without a page before", "there is no page before this one")
}

// What one searches for may be broken by the end of a line.
func TestSearchOverLines(t *testing.T) {
	lines := []string{"a slow one", "\x1b[1m  keeps\x1b[0m", "  nobody waiting, it keeps", "nobody"}
	for text, want := range map[string][]int{
		"keeps nobody": {1, 2}, "one keeps nobody": {0}, "keeps": {1, 2}, "o": {0, 2, 3}, "nothing": nil,
	} {
		if got := linesWith(lines, text); !slices.Equal(got, want) {
			t.Errorf("%q is in %v, want %v", text, got, want)
		}
	}
}
