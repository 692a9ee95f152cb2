package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"
)

// partsTab shows the six parts as a path, with how far the learner is, what runs
// and what comes next.
type partsTab struct {
	*env
	run    *runTab       // knows what runs
	tasks  *exercisesTab // knows which exercises are passed
	labs   *labsTab      // knows which labs have run
	chosen int
	panes  panes // of the path, and of what the chosen part adds
	height int
}

func newPartsTab(env *env, run *runTab, tasks *exercisesTab, labs *labsTab) *partsTab {
	return &partsTab{env: env, run: run, tasks: tasks, labs: labs}
}

func (p *partsTab) title() string { return "Parts" }
func (p *partsTab) typing() bool  { return false }

func (p *partsTab) position() string {
	return fmt.Sprintf("part %d of %d", p.chosen+1, len(course.Stages))
}

// setSize leaves two rows for what comes next.
func (p *partsTab) setSize(width, height int) {
	p.height = height
	p.panes.width, p.panes.height = width, height-2
	rows := len(p.path())
	p.panes.share = 60
	if p.panes.stacked() {
		p.panes.share = 100*rows/max(1, p.panes.height-3) + 1
	}
}

func (p *partsTab) show(stage course.Stage) tea.Cmd {
	p.chosen = stage.Number - 1
	return nil
}

func (p *partsTab) bindings() []key.Binding {
	k := p.keys
	run := named(k.runPart, "run it")
	if p.run.serves(course.Stages[p.chosen]) {
		run = named(k.runPart, "see it run")
	}
	tick := named(k.tick, "mark as read")
	if p.progress.Read[course.Stages[p.chosen].ID] {
		tick = named(k.tick, "mark as not read")
	}
	next := named(k.doNext, "do next")
	next.SetEnabled(p.tasks.nextStep(course.Stages[0]).do != nil)
	return []key.Binding{named(k.enter, "read it"), run, next, tick, k.part}
}

func (p *partsTab) press(msg tea.KeyMsg) tea.Cmd {
	last := len(course.Stages) - 1
	stage := course.Stages[p.chosen]
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
		return func() tea.Msg { return openMsg{stage, "read"} }
	case key.Matches(msg, p.keys.runPart):
		return func() tea.Msg { return runPartMsg{stage} }
	case key.Matches(msg, p.keys.tick):
		return p.tick(stage)
	case key.Matches(msg, p.keys.doNext):
		if next := p.tasks.nextStep(course.Stages[0]); next.do != nil {
			return next.command()
		}
	}
	return nil
}

func (p *partsTab) choose(i int) tea.Cmd {
	return func() tea.Msg { return openMsg{course.Stages[i], ""} }
}

func (p *partsTab) view() []string {
	return append(p.panes.view(pane{p.standing(), p.path()},
		pane{p.heading(), p.details()}, p.styles), p.nextLines()...)
}

// path draws the parts, one below the other. If there is room, a line leads from each
// to the next, and if there is more, it says in words how far the learner is.
func (p *partsTab) path() []string {
	last := len(course.Stages) - 1
	line, gap := p.styles.frame.Render("   │"), 0
	inWords := p.height >= 4*len(course.Stages)+6
	switch {
	case inWords:
		gap = 2
	case p.height >= 19 || !p.panes.stacked():
		gap = 1
	}
	var lines []string
	for i, stage := range course.Stages {
		if i == last {
			line, gap = "    ", 0
		}
		if !inWords {
			lines = append(lines, p.row(i, p.done(stage)+" "+p.about(stage)))
		} else {
			words := p.styles.muted.Render(p.doneInWords(stage))
			lines = append(lines, p.row(i, p.about(stage)), line+strings.Repeat(" ", 13)+words)
		}
		for range gap {
			lines = append(lines, line)
		}
	}
	return lines
}

// row draws the part with an index: how far the learner is with it, its name, and some
// text.
func (p *partsTab) row(i int, text string) string {
	stage, mark, style := course.Stages[i], "  ", p.styles.bold
	if i == p.chosen {
		mark, style = "> ", p.styles.selected
	}
	return fmt.Sprintf(" %s%s %s %s", mark, p.sign(stage),
		style.Render(fmt.Sprintf("%d %-9s", stage.Number, stage.Title)), text)
}

// about says what a part is about, or what runs of it.
func (p *partsTab) about(stage course.Stage) string {
	if running := p.run.runningPart(stage); running != "" {
		return p.styles.good.Render(running)
	}
	return p.styles.muted.Render(stage.Idea)
}

// doneInWords says what done says, and what is not done yet.
func (p *partsTab) doneInWords(stage course.Stage) string {
	text := "not read"
	if p.progress.Read[stage.ID] {
		text = "read"
	}
	if p.progress.Ran[stage.ID] {
		text += ", run"
	} else {
		text += ", not run"
	}
	passed, exercises := p.exercises(stage)
	tried, labs := p.labs.count(stage)
	return fmt.Sprintf("%s, passed %d/%d, labs %d/%d", text, passed, exercises, tried, labs)
}

// sign shows how far the learner is with a part: not begun, begun, or done.
func (p *partsTab) sign(stage course.Stage) string {
	read, ran := p.progress.Read[stage.ID], p.progress.Ran[stage.ID]
	passed, all := p.exercises(stage)
	switch {
	case read && ran && passed == all:
		return p.styles.good.Render("●")
	case read || ran || passed > 0:
		return p.styles.accent.Render("◐")
	}
	return p.styles.muted.Render("○")
}

const (
	rowRest   = 26 // columns of a row's sign, its name, and what was read and run
	leastIdea = 20 // columns of a part's idea that labs leave
)

// done says what the learner has done in a part: read its lesson, run its server,
// passed some of its exercises, and, if there is room, run some of its labs.
func (p *partsTab) done(stage course.Stage) string {
	read, ran := "", ""
	if p.progress.Read[stage.ID] {
		read = "read"
	}
	if p.progress.Ran[stage.ID] {
		ran = "run"
	}
	passed, all := p.exercises(stage)
	text := fmt.Sprintf(" passed %d/%d", passed, all)
	tried, labs := p.labs.count(stage)
	tries := fmt.Sprintf(" labs %-5s", fmt.Sprintf("%d/%d", tried, labs))
	width, _ := p.panes.first()
	if rowRest+len(text)+len(tries)+leastIdea <= width {
		text += tries
	}
	return p.styles.good.Render(fmt.Sprintf("%-4s %-3s", read, ran)) + p.styles.muted.Render(text)
}

// exercises counts the exercises of a part, and those that are passed.
func (p *partsTab) exercises(stage course.Stage) (passed, all int) {
	for i, e := range p.tasks.all {
		if e.Stage.Number == stage.Number {
			all++
			if p.tasks.states[i] == workspace.Passed {
				passed++
			}
		}
	}
	return passed, all
}

// standing sums up what the learner has done.
func (p *partsTab) standing() string {
	passed := 0
	for _, stage := range course.Stages {
		n, _ := p.exercises(stage)
		passed += n
	}
	parts := len(course.Stages)
	tried := 0
	for _, stage := range course.Stages {
		n, _ := p.labs.count(stage)
		tried += n
	}
	return fmt.Sprintf("Lessons read %d/%d, run %d/%d, exercises %d/%d, labs %d/%d",
		count(p.progress.Read), parts, count(p.progress.Ran), parts, passed, len(p.tasks.all),
		tried, len(p.labs.all))
}

// count returns how many are true.
func count(done map[string]bool) int {
	n := 0
	for _, is := range done {
		if is {
			n++
		}
	}
	return n
}

// heading names the chosen part's article.
func (p *partsTab) heading() string {
	stage := course.Stages[p.chosen]
	return fmt.Sprintf("part %d adds (%s)", stage.Number, stage.Article)
}

// details say what the chosen part adds, and which exercises and labs it has.
func (p *partsTab) details() []string {
	stage := course.Stages[p.chosen]
	width, rows := p.panes.second()
	var lines []string
	for _, addition := range stage.Adds {
		for i, line := range wrap(addition, width-4) {
			bullet := " - "
			if i > 0 {
				bullet = "   "
			}
			lines = append(lines, bullet+line)
		}
	}
	adds := len(lines)
	lines = append(lines, "")
	for i, e := range p.tasks.all {
		if e.Stage.Number == stage.Number {
			lines = append(lines, fmt.Sprintf(" %s %s %s", p.tasks.sign(i), p.styles.bold.Render(e.ID()),
				e.Title))
		}
	}
	for _, one := range p.labs.all {
		if one.LinkedFrom(stage) {
			lines = append(lines, fmt.Sprintf(" %s  %s %s", p.labs.sign(one), p.styles.bold.Render("lab"), one.Title))
		}
	}
	if len(lines) > rows {
		lines = slices.Delete(lines, adds, adds+1) // the empty one
	}
	if over := len(lines) - rows; over > 0 {
		more := fmt.Sprintf(" … %d more: see Exercises and Labs", over+1)
		lines = append(lines[:max(0, rows-1)], p.styles.muted.Render(more))
	}
	return lines
}
