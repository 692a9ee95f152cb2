package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// partsTab lists the six parts, with what each adds and how far the learner is.
type partsTab struct {
	*env
	chosen        int
	width, height int
}

func newPartsTab(env *env) *partsTab { return &partsTab{env: env} }

func (p *partsTab) title() string             { return "Parts" }
func (p *partsTab) setSize(width, height int) { p.width, p.height = width, height }
func (p *partsTab) typing() bool              { return false }

func (p *partsTab) show(stage course.Stage) tea.Cmd {
	p.chosen = stage.Number - 1
	return nil
}

func (p *partsTab) bindings() []key.Binding {
	return []key.Binding{p.keys.down, p.keys.up, p.keys.enter, p.keys.part}
}

func (p *partsTab) press(msg tea.KeyMsg) tea.Cmd {
	last := len(course.Stages) - 1
	switch {
	case key.Matches(msg, p.keys.up):
		return p.choose(max(0, p.chosen-1))
	case key.Matches(msg, p.keys.down):
		return p.choose(min(last, p.chosen+1))
	case key.Matches(msg, p.keys.top):
		return p.choose(0)
	case key.Matches(msg, p.keys.bottom):
		return p.choose(last)
	case key.Matches(msg, p.keys.enter):
		return func() tea.Msg { return openMsg{course.Stages[p.chosen], "read"} }
	}
	return nil
}

func (p *partsTab) choose(i int) tea.Cmd {
	return func() tea.Msg { return openMsg{course.Stages[i], ""} }
}

func (p *partsTab) view() []string {
	lines := []string{"", p.progressLine(), ""}
	for i, stage := range course.Stages {
		mark, style := "  ", p.styles.bold
		if i == p.chosen {
			mark, style = "> ", p.styles.selected
		}
		name := style.Render(fmt.Sprintf("%s%d %-10s", mark, stage.Number, stage.Title))
		lines = append(lines, fmt.Sprintf(" %s %s %s", name, p.done(stage),
			p.styles.muted.Render(stage.Idea)))
	}
	stage := course.Stages[p.chosen]
	lines = append(lines, "", p.styles.title.Render(
		fmt.Sprintf(" Part %d adds", stage.Number)))
	for _, addition := range stage.Adds {
		for i, line := range wrap(addition, p.width-6) {
			bullet := " - "
			if i > 0 {
				bullet = "   "
			}
			lines = append(lines, bullet+line)
		}
	}
	return append(lines, "", p.styles.muted.Render(" "+stage.Article))
}

// done marks what the learner has done in a part: read its lesson, run its
// server.
func (p *partsTab) done(stage course.Stage) string {
	marks := []byte("[  ]")
	if p.progress.Read[stage.ID] {
		marks[1] = 'r'
	}
	if p.progress.Ran[stage.ID] {
		marks[2] = 'x'
	}
	return p.styles.good.Render(string(marks))
}

func (p *partsTab) progressLine() string {
	return fmt.Sprintf(" How to write a socket server. Lessons read (r): %d of %d, "+
		"servers run (x): %d", len(p.progress.Read), len(course.Stages), len(p.progress.Ran))
}
