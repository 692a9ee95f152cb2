package ui

import (
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"
)

// nextStep is what a learner could do next, and the message that does it; nil:
// everything is done.
type nextStep struct {
	text string
	do   tea.Msg
}

// nextStep returns the first thing on the path that is not done yet, from a part on: what
// was left out before it comes last.
func (x *exercisesTab) nextStep(from course.Stage) nextStep {
	before := from.Number - 1
	for _, stage := range slices.Concat(course.Stages[before:], course.Stages[:before]) {
		switch {
		case !x.progress.Ran[stage.ID]:
			return nextStep{fmt.Sprintf("run part %d", stage.Number), runPartMsg{stage}}
		case !x.progress.Read[stage.ID]:
			return nextStep{fmt.Sprintf("read part %d", stage.Number), openMsg{stage, "read"}}
		}
		for i, e := range x.all {
			if e.Stage.Number == stage.Number && x.states[i] != workspace.Passed {
				return nextStep{fmt.Sprintf("exercise %s, %s", e.ID(), e.Title),
					openMsg{stage, "exercises"}}
			}
		}
	}
	return nextStep{text: "you have done everything; choose what to do again"}
}

// command does it.
func (n nextStep) command() tea.Cmd { return func() tea.Msg { return n.do } }

// nextWords say what comes next and, in a width, with which key. After is what must be
// pressed before; "": nothing.
func (e *env) nextWords(next nextStep, after string, width int) string {
	text, keys := "Next: "+next.text, ""
	if next.do != nil {
		keys = e.styles.muted.Render(", key ") + e.styles.accent.Render(e.keys.doNext.Help().Key)
		if after != "" {
			keys += e.styles.muted.Render(" after " + after)
		}
	}
	room := max(0, width-ansi.StringWidth(keys))
	return e.styles.title.Render(ansi.Truncate(text, room, "…")) + keys
}

// offersNext reports whether the run screen offers what comes next: a client has got its
// answer, and the key is not for a search.
func (r *runTab) offersNext() bool {
	events := r.current.events
	return r.current.session != nil && events.connections.answered > r.current.begun &&
		events.search == nil && r.next(r.current.stage).do != nil
}

// atLessonsEnd reports whether the end of a lesson is on the screen.
func (r *readTab) atLessonsEnd() bool {
	return r.lines != nil && r.scroll.atEnd() && r.page == r.stage.Lesson()
}

// offersNext reports whether the read screen does what comes next: at the end of a lesson,
// while the key is not for a search.
func (r *readTab) offersNext() bool {
	return r.atLessonsEnd() && r.search == "" && r.next(r.stage).do != nil
}

// nextLine says what comes next and what to press.
func (r *readTab) nextLine() string {
	after := ""
	if !r.offersNext() {
		after = r.keys.cancel.Help().Key
	}
	return r.nextWords(r.next(r.stage), after, r.width-1)
}

// withNext puts what comes next, if it is offered, behind a text. If there is no room for
// both, each gets at least half of the line.
func (r *runTab) withNext(text string) string {
	if !r.offersNext() {
		return text
	}
	next := "  " + r.nextWords(r.next(r.current.stage), "", max(r.width/2, r.width-ansi.StringWidth(text))-2)
	return ansi.Truncate(text, max(0, r.width-ansi.StringWidth(next)), "…") + next
}

// nextLines say what comes next and with which key. Somebody who has not run
// anything yet reads how to see a first message.
func (p *partsTab) nextLines() []string {
	hint := ""
	if count(p.progress.Ran) == 0 {
		hint = "Then c opens a client: type hello, press enter, see the bytes."
	}
	return []string{" " + p.nextWords(p.tasks.nextStep(course.Stages[0]), "", p.panes.width-1), " " + p.styles.muted.Render(hint)}
}

// tick marks a lesson as read, or as not read.
func (e *env) tick(stage course.Stage) tea.Cmd {
	e.progress.Read[stage.ID] = !e.progress.Read[stage.ID]
	return e.saveProgress()
}
