package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"
)

// What comes next is the first thing of the path that is not done: run, read, pass.
func TestNextStep(t *testing.T) {
	m := newModel(t, 80, 24)
	m.mustShow(t, "at first", "Next: run part 1, key n", "Then c opens a client")
	m.progress.Ran["part1-basic"] = true
	m.mustShow(t, "after a run", "Next: read part 1, key n")
	if strings.Contains(m.View(), "Then c opens") {
		t.Error("somebody who has run a server is still told about clients")
	}
	m.progress.Read["part1-basic"] = true
	m.mustShow(t, "after the lesson, without exercises", "Next: run part 2, key n")
	m.tasks.all = []course.Exercise{{Stage: course.Stages[0], Number: 1, Title: "Send it back"}}
	m.tasks.states = []string{workspace.Started}
	m.mustShow(t, "with an exercise", "Next: exercise 1.1, Send it back", " 0/1 ")
	m.typeKeys("n")
	m.mustShow(t, "after n", "[Exercises]")
	m.tasks.states[0] = workspace.Passed
	m.typeKeys("tab tab")
	m.mustShow(t, "after the exercise", "● 1 basic", "1/1", "Next: run part 2")
	for _, stage := range course.Stages {
		m.progress.Read[stage.ID], m.progress.Ran[stage.ID] = true, true
	}
	m.mustShow(t, "at the end", "you have done everything")
	if screen := ansi.Strip(m.View()); strings.Contains(screen, ", key n") ||
		strings.Contains(screen, "n do next") {
		t.Error("n is offered although it does nothing")
	}
}

// In a part, what comes next begins with it. What was left out before comes last.
func TestNextStepFromAPart(t *testing.T) {
	m := newModel(t, 80, 24)
	last := course.Stages[5]
	for _, step := range []struct {
		want string
		done map[string]bool
	}{{"run part 6", m.progress.Ran}, {"read part 6", m.progress.Read}, {"run part 1", nil}} {
		if got := m.tasks.nextStep(last).text; got != step.want {
			t.Errorf("next is %q, want %q", got, step.want)
		}
		if step.done != nil {
			step.done[last.ID] = true
		}
	}
}

// The end of a lesson says what comes next and with which key, and the key does it. While
// something is searched it says how to get there.
func TestNextStepAfterTheLesson(t *testing.T) {
	m := reading(t)
	if m.typeKeys("n"); !strings.Contains(m.View(), "[Read]") || !strings.Contains(m.notice, "/ searches") {
		t.Errorf("n does something before the end: %q", m.notice)
	}
	m.typeKeys("end")
	m.mustShow(t, "at the end", "Next: run part 1, key n", "read to the end: marked on Parts  n do next")
	m.typeKeys("/ l i n e enter end")
	m.mustShow(t, "with a search", "Next: run part 1, key n after esc", "n next match", "esc end the search")
	m.typeKeys("n")
	m.mustShow(t, "n with a search", "[Read]")
	m.progress.Ran["part1-basic"], m.progress.Ran["part2-explained"] = true, true
	m.typeKeys("esc end n")
	m.mustShow(t, "esc and n", "[Read]", "Part 2")
}

// However long the name of what comes next is, the key stands behind it.
func TestNextKeyIsNotCut(t *testing.T) {
	m := newModel(t, 60, 20)
	next := nextStep{"exercise 3.6, A process for each client, and no zombies", openMsg{}}
	got := ansi.Strip(m.nextWords(next, "", 59))
	if !strings.HasSuffix(got, "…, key n") || ansi.StringWidth(got) != 59 {
		t.Errorf("got %q", got)
	}
}

// Keys for other lines and other clients are offered if there are any.
func TestTypingOffersWhatThereIs(t *testing.T) {
	m := onRun(t, 3, 1)
	m.run.typeTo(m.run.current.clients.current())
	keys := func() string { return ansi.Strip(m.footer()) }
	if got := keys(); strings.Contains(got, "typed before") || strings.Contains(got, "next client") {
		t.Errorf("with one client and no line before the keys are %q", got)
	}
	m.run.current.history.add("a line")
	m.run.current.clients.open(&client{conn: 2})
	if got := keys(); !strings.Contains(got, "typed before") || !strings.Contains(got, "next client") {
		t.Errorf("with two clients and a line before the keys are %q", got)
	}
}
