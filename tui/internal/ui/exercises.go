package ui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"
)

// exercisesTab lists the exercises, shows the task of one, and checks the
// learner's program for it.
type exercisesTab struct {
	*env
	desk    *workspace.Workspace
	checker *check.Checker
	stage   course.Stage
	all     []course.Exercise
	states  []string // of all
	failure string   // why the exercises cannot be read
	chosen  int
	open    bool             // the page of the chosen exercise is open
	work    map[string]*work // by number of the exercise
	talk    *conversation    // of the finding, if it is open
	asking  bool             // whether to begin the chosen exercise again
	running *checking        // nil: no check

	lines         []string // the page, laid out
	scroll        scroll
	width, height int
}

// work is what the screen shows about an exercise.
type work struct {
	report   *check.Report // of the last check; nil: none
	step     string        // the step that is running
	hints    []string      // those that were read in this session
	hintsOf  int
	language string // of the starter; "": the first
	aside    *aside // the page shows it in place of the task; nil: none
}

func newExercisesTab(env *env) *exercisesTab {
	return &exercisesTab{env: env, desk: workspace.New(env.root, env.progress),
		checker: check.New(env.runner, env.root), work: make(map[string]*work)}
}

func (x *exercisesTab) title() string { return "Exercises" }
func (x *exercisesTab) typing() bool {
	return x.asking || x.talk != nil && x.talk.events.typing()
}

// click selects the message of the conversation in a cell.
func (x *exercisesTab) click(column, row int) {
	if x.talk != nil {
		x.talk.click(column, row)
	}
}

func (x *exercisesTab) position() string {
	switch {
	case x.talk != nil || len(x.all) == 0:
		return ""
	case x.open:
		return x.scroll.position("line")
	}
	return fmt.Sprintf("exercise %d of %d", x.chosen+1, len(x.all))
}

// show goes to the first exercise of a part, unless it is the part from before.
func (x *exercisesTab) show(stage course.Stage) tea.Cmd {
	if stage.Number != x.stage.Number {
		x.stage = stage
		x.chooseStage()
	}
	root := x.root
	return func() tea.Msg {
		all, err := course.Exercises(root)
		return exercisesMsg{all, err}
	}
}

// chooseStage chooses the part's first exercise, if another part's is chosen.
func (x *exercisesTab) chooseStage() {
	if len(x.all) == 0 || x.all[x.chosen].Stage.Number == x.stage.Number {
		return
	}
	first := slices.IndexFunc(x.all, func(e course.Exercise) bool {
		return e.Stage.Number == x.stage.Number
	})
	if first >= 0 {
		x.chosen, x.open, x.talk = first, false, nil
	}
}

// loaded shows the exercises.
func (x *exercisesTab) loaded(msg exercisesMsg) {
	first := x.all == nil
	x.failure = ""
	if msg.err != nil {
		x.failure = msg.err.Error()
	}
	x.all, x.chosen = msg.all, max(0, min(x.chosen, len(msg.all)-1))
	if first {
		x.chooseStage()
	}
	x.layOut()
}

func (x *exercisesTab) setSize(width, height int) {
	x.width, x.height = width, height
	x.scroll.setHeight(height)
	if x.talk != nil {
		x.talk.setSize(width, height)
	}
	x.layOut()
}

// current returns the chosen exercise and what is shown about it.
func (x *exercisesTab) current() (course.Exercise, *work) {
	e := x.all[x.chosen]
	return e, x.workOn(e)
}

// workOn returns what is shown about an exercise.
func (x *exercisesTab) workOn(e course.Exercise) *work {
	if x.work[e.ID()] == nil {
		x.work[e.ID()] = new(work)
	}
	return x.work[e.ID()]
}

// layOut lays out the page after a change.
func (x *exercisesTab) layOut() {
	x.states = nil
	for _, e := range x.all {
		x.states = append(x.states, x.desk.State(e))
	}
	x.lines = nil
	if x.open && len(x.all) > 0 {
		x.lines = x.page()
	}
	x.scroll.setLength(len(x.lines))
}

func (x *exercisesTab) press(msg tea.KeyMsg) tea.Cmd {
	if len(x.all) == 0 {
		return nil
	}
	if x.asking {
		x.asking = false
		return x.answered(msg)
	}
	if x.talk != nil {
		if command, done := x.talk.press(msg, x.keys); done {
			return command
		}
		if key.Matches(msg, x.keys.cancel) {
			x.talk = nil
			return nil
		}
	}
	var command tea.Cmd
	switch {
	case x.open && x.scroll.press(msg, x.keys):
		return nil
	case !x.open && x.move(msg):
		return nil
	case key.Matches(msg, x.keys.enter):
		command = x.enter()
	case key.Matches(msg, x.keys.cancel):
		x.back()
	default:
		command = x.pressWork(msg)
	}
	x.layOut()
	return command
}

// move chooses another exercise in the list.
func (x *exercisesTab) move(msg tea.KeyMsg) bool {
	s := scroll{top: x.chosen, height: 1, length: len(x.all)}
	moved := s.press(msg, x.keys)
	switch {
	case key.Matches(msg, x.keys.pageUp):
		s.top = max(0, x.chosen-x.room())
	case key.Matches(msg, x.keys.pageDown):
		s.top = min(len(x.all)-1, x.chosen+x.room())
	}
	x.chosen = s.top
	return moved
}

// back closes what is open: the aside, or else the page.
func (x *exercisesTab) back() {
	_, work := x.current()
	if x.open && work.aside != nil {
		work.aside = nil
		return
	}
	x.open = false
}

// openPage opens the page of the chosen exercise.
func (x *exercisesTab) openPage() tea.Cmd {
	if x.open {
		return nil
	}
	e, _ := x.current()
	x.open, x.scroll.top, x.stage = true, 0, e.Stage
	return func() tea.Msg { return openMsg{e.Stage, ""} }
}

// openNext opens the page of the first exercise that is not passed, as the list offers.
func (x *exercisesTab) openNext() tea.Cmd {
	i := workspace.Next(x.states)
	if i < 0 {
		return nil
	}
	x.chosen = i
	return x.openPage()
}

// enter opens the page, and there the conversation of the finding.
func (x *exercisesTab) enter() tea.Cmd {
	e, work := x.current()
	if !x.open {
		return x.openPage()
	}
	if work.report == nil || work.report.Finding == nil {
		return notify("there is no finding: c checks your program")
	}
	files := x.files(e)
	at, where := codeForFinding(work.report.Finding, files)
	x.talk = newConversation(e.ID(), work.report.Finding, x.program(files), at, where, x.styles)
	x.talk.setSize(x.width, x.height)
	return nil
}

func (x *exercisesTab) view() []string {
	switch {
	case x.failure != "":
		return append([]string{""}, wrap("The exercises cannot be read: "+x.failure, x.width)...)
	case len(x.all) == 0:
		return []string{"", "  reading the exercises..."}
	case x.talk != nil:
		return x.talk.view(x.styles)
	case x.open:
		return x.scroll.cut(x.lines)
	}
	return x.list()
}
