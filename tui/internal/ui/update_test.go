package ui

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
)

// Whichever screen is open, a message changes the screen that it is for and no
// other one.
func TestMessagesReachTheirScreen(t *testing.T) {
	for active := range newModel(t, 80, 24).tabs {
		m := newModel(t, 80, 24)
		m.active = active
		where := "on " + m.tabs[active].title()
		first, third := course.Stages[0], course.Stages[2]
		m.open(third, "")
		m.open(first, "")
		give(m, lessonRenderedMsg{first.Lesson(), 80, rendering{marked: []string{"a lesson"}}})
		give(m, lessonRenderedMsg{third.Lesson(), 80, rendering{marked: []string{"another lesson"}}})
		give(m, codeLoadedMsg{stage: first, files: []codeFile{{rows: []row{{text: "code"}}}}})
		give(m, codeLoadedMsg{stage: third})
		give(m, serverStartedMsg{stage: third, err: errors.New("no luck")})
		if got := m.read.lines[0]; got != "a lesson" {
			t.Errorf("%s: the lesson is %s", where, got)
		}
		if got := fmt.Sprint(m.code.rows()[0].text); got != "code" {
			t.Errorf("%s: the code is %s", where, got)
		}
		if one, three := m.run.runs[1].trouble, m.run.runs[3].trouble; one != nil ||
			three == nil || fmt.Sprint(three.lines) != "[no luck]" {
			t.Errorf("%s: the troubles of parts 1 and 3 are %+v and %+v", where, one, three)
		}
		talk(m.run.runs[3].events.recording, 1)
		m.update(updatedMsg{stage: third})
		if one, three := m.run.runs[1].events.shown, m.run.runs[3].events.shown; len(one) > 0 || len(three) != 5 {
			t.Errorf("%s: parts 1 and 3 show %d and %d events, want 0 and 5", where, len(one), len(three))
		}
		m.update(exercisesMsg{all: []course.Exercise{{Stage: first, Number: 7, Name: "seven"}}})
		m.update(checkStepMsg{&checking{exercise: m.tasks.all[0], news: nil}, "a step"})
		if got := m.tasks.work["1.7"]; got == nil || got.step != "a step" {
			t.Errorf("%s: of the exercise the screen shows %+v", where, got)
		}
		m.update(lessonEditedMsg{})
		if m.read.lines != nil || len(m.code.files) != 1 {
			t.Errorf("%s: after a lesson was edited it has %d lines, and there are %d source files",
				where, len(m.read.lines), len(m.code.files))
		}
	}
}

// Drawing changes nothing: a guide that is drawn after each message ends up
// like one that is drawn only once.
func TestViewChangesNothing(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(strings.Repeat("a line\n", 100)), "\n")
	first := course.Stages[0]
	wide, small := tea.WindowSizeMsg{Width: 120, Height: 60}, tea.WindowSizeMsg{Width: 80, Height: 18}
	for name, test := range map[string]struct {
		tab      string
		messages []tea.Msg
		keys     string
	}{
		"help": {"Parts", []tea.Msg{small}, "? down*40 up"},
		"lesson": {"Read", []tea.Msg{lessonRenderedMsg{first.Lesson(), 80, rendering{marked: lines}}, wide, small,
			lessonRenderedMsg{first.Lesson(), 80, rendering{marked: lines}}}, "end up pgdown pgdown up"},
		"code": {"Code", []tea.Msg{codeLoadedMsg{stage: first, files: []codeFile{{rows: codeRows(lines),
			changes: changes{rows: codeRows(lines[:20])}}}}}, "end d up end up d end up } { o down enter"},
		"output": {"Run", []tea.Msg{serverStartedMsg{stage: first,
			err: errors.New(strings.Join(lines, "\n"))}, wide, small}, "z z end up pgup up"},
		"messages": {"Run", []tea.Msg{small}, "v t f o X"},
	} {
		drawn, undrawn := newModel(t, 80, 24), newModel(t, 80, 24)
		for _, m := range []*Model{drawn, undrawn} {
			m.open(first, test.tab)
			talk(m.run.current.events.recording, 40)
			m.run.current.events.refresh()
		}
		messages := test.messages
		for _, word := range strings.Fields(test.keys) {
			key, times, count := word, 1, ""
			if key, count, _ = strings.Cut(word, "*"); count != "" {
				fmt.Sscan(count, &times)
			}
			for range times {
				messages = append(messages, keyPress(key))
			}
		}
		for _, msg := range messages {
			drawn.update(msg)
			drawn.View()
			undrawn.update(msg)
		}
		if got, want := ansi.Strip(drawn.View()), ansi.Strip(undrawn.View()); !sameRows(got, want) {
			t.Errorf("%s: drawn after each message\n%s\ndrawn once\n%s", name, got, want)
		}
	}
}

// timesBetween are the times between events on the screen.
var timesBetween = regexp.MustCompile(` *\+[\d.]+(µs|ms|s)`)

// sameRows reports whether two screens are the same but for the times between
// their events.
func sameRows(a, b string) bool {
	return timesBetween.ReplaceAllString(a, "") == timesBetween.ReplaceAllString(b, "")
}
