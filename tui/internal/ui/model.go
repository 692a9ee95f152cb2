// Package ui is the guide on the terminal: it is the only package that knows
// bubbletea and lipgloss.
package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
)

// env is what all screens share.
type env struct {
	root     string // the checkout
	runner   *runner.Runner
	progress *progress.Progress
	save     func() error // writes the progress
	keys     keyMap
	styles   styles
}

// Model is the guide: the frame, and the screens in it.
type Model struct {
	*env
	tabs          []tab
	active        int // index of the screen shown
	stage         int // index of the part shown
	width, height int
	help          bool   // the page of all keys is shown
	helpTop       int    // the first line of it that is
	asking        bool   // whether to quit although servers run
	mouse         bool   // the wheel scrolls, and the terminal's own selection is off
	notice        string // one line for the user, until the next key
}

// New returns the guide for the checkout at root, at the place that progress
// remembers. Save is called to write the progress.
func New(root string, r *runner.Runner, p *progress.Progress, save func() error) *Model {
	m := &Model{env: &env{
		root: root, runner: r, progress: p, save: save,
		keys: newKeyMap(), styles: newStyles(lipgloss.HasDarkBackground()),
	}}
	m.tabs = newTabs(m.env)
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

// GoTo shows a part, on the screen that is shown already.
func (m *Model) GoTo(stage course.Stage) { m.stage = stage.Number - 1 }

// Init starts what runs by itself.
func (m *Model) Init() tea.Cmd {
	var commands []tea.Cmd
	for _, tab := range m.tabs {
		commands = append(commands, tab.show(course.Stages[m.stage]))
	}
	return tea.Batch(append(commands, watch())...)
}

// run returns the screen on which servers run.
func (m *Model) run() *runTab { return m.tabs[len(m.tabs)-1].(*runTab) }
