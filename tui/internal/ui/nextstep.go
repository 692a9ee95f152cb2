package ui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"
)

// nextStep is what a learner could do next, and the message that does it; nil:
// everything is done.
type nextStep struct {
	text string
	do   tea.Msg
}

// nextStep returns the first thing on the path that is not done yet.
func (x *exercisesTab) nextStep() nextStep {
	for _, stage := range course.Stages {
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

// nextLines say what comes next and with which key. Somebody who has not run
// anything yet reads how to see a first message.
func (p *partsTab) nextLines() []string {
	next := p.tasks.nextStep()
	line := " " + p.styles.title.Render("Next: "+next.text)
	if next.do != nil {
		line += p.styles.muted.Render(", key ") + p.styles.accent.Render(p.keys.doNext.Help().Key)
	}
	hint := ""
	if count(p.progress.Ran) == 0 {
		hint = "Then c opens a client: type hello, press enter, see the bytes."
	}
	return []string{line, " " + p.styles.muted.Render(hint)}
}

// tick marks a lesson as read, or as not read.
func (e *env) tick(stage course.Stage) tea.Cmd {
	e.progress.Read[stage.ID] = !e.progress.Read[stage.ID]
	return e.saveProgress()
}
