// Package ui is the guide on the terminal. It is the only package that imports
// bubbletea and lipgloss.
package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// env is what all screens share.
type env struct {
	root     string // the checkout
	runner   *runner.Runner
	progress *progress.Progress
	where    session.Where
	keys     keyMap
	styles   styles
}

// Model is the guide: the frame and the screens in it.
type Model struct {
	*env
	parts *partsTab
	read  *readTab
	code  *codeTab
	run   *runTab
	tasks *exercisesTab
	tabs  []tab // the five, in the order of the header

	active        int // index of the current screen
	stage         int // index of the current part
	width, height int
	help          bool // the help page is open
	helpScroll    scroll
	asking        bool   // whether to quit although programs are running
	mouse         bool   // the guide has the mouse: the wheel scrolls
	notice        string // one line for the user, until the next key
}

// New returns the guide for the checkout at root. It opens where the learner
// last was, which p remembers.
func New(root string, r *runner.Runner, p *progress.Progress) *Model {
	m := &Model{env: &env{
		root: root, runner: r, progress: p,
		keys: newKeyMap(), styles: newStyles(termenv.HasDarkBackground()),
	}}
	m.parts, m.read, m.code, m.run = newPartsTab(m.env), newReadTab(m.env),
		newCodeTab(m.env), newRunTab(m.env)
	m.tasks = newExercisesTab(m.env)
	m.tabs = []tab{m.parts, m.read, m.code, m.run, m.tasks}
	m.helpScroll.length = len(m.helpLines())
	for i, stage := range course.Stages {
		if stage.ID == p.Stage {
			m.stage = i
		}
	}
	for i, tab := range m.tabs {
		if strings.EqualFold(tab.title(), p.Tab) {
			m.active = i
		}
	}
	return m
}

// GoTo selects a part and keeps the current screen.
func (m *Model) GoTo(stage course.Stage) { m.stage = stage.Number - 1 }

// Init shows the current part on all screens and starts the clock.
func (m *Model) Init() tea.Cmd {
	commands := []tea.Cmd{tick()}
	for _, tab := range m.tabs {
		commands = append(commands, tab.show(course.Stages[m.stage]))
	}
	return tea.Batch(commands...)
}
