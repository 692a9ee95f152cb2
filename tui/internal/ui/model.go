// Package ui is the guide on the terminal. It is the only package that imports
// bubbletea and lipgloss.
package ui

import (
	"io"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

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
	question *question // nil: none
	terminal io.Writer // takes what is not a part of the screen, such as a copied text
}

// question is asked in the footer: the next key answers it.
type question struct {
	text string
	yes  func() tea.Cmd
}

// ask asks before something that cannot be undone.
func (e *env) ask(text string, yes func() tea.Cmd) { e.question = &question{text, yes} }

// Model is the guide: the frame and the screens in it.
type Model struct {
	*env
	parts *partsTab
	read  *readTab
	code  *codeTab
	run   *runTab
	tasks *exercisesTab
	labs  *labsTab
	tabs  []tab // the six, in the order of the header

	active        int // index of the current screen
	stage         int // index of the current part
	width, height int
	help          helpPage
	mouse         bool   // the guide has the mouse: the wheel scrolls
	notice        string // one line for the user, until the next key
	background    background
}

// New returns the guide for the checkout at root. It opens where the learner
// last was, which p remembers.
func New(root string, r *runner.Runner, p *progress.Progress) *Model {
	dark, _ := darkByDefault()
	m := &Model{env: &env{
		root: root, runner: r, progress: p, keys: newKeyMap(), styles: newStyles(dark),
		terminal: os.Stdout,
	}}
	m.read, m.code, m.run, m.tasks = newReadTab(m.env), newCodeTab(m.env), newRunTab(m.env),
		newExercisesTab(m.env)
	m.read.next, m.run.next = m.tasks.nextStep, m.tasks.nextStep
	m.labs = newLabsTab(m.env)
	m.parts = newPartsTab(m.env, m.run, m.tasks, m.labs)
	m.tabs = []tab{m.parts, m.read, m.code, m.run, m.tasks, m.labs}
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

// Init shows the current part, starts the clock and asks the terminal for its
// background.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(tick(), m.background.ask(), m.show(course.Stages[m.stage]))
}

// show shows a part on the current screen, and on those that other screens ask about
// it. The lesson and the code wait until somebody opens them: to colour them takes time.
func (m *Model) show(stage course.Stage) tea.Cmd {
	commands := []tea.Cmd{m.run.show(stage), m.tasks.show(stage)}
	if active := m.tabs[m.active]; active != tab(m.run) && active != tab(m.tasks) {
		commands = append(commands, active.show(stage))
	}
	return tea.Batch(commands...)
}
