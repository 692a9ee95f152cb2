package ui

import (
	"io"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// newModel returns a guide of a size without a terminal and without a runner,
// so it cannot start programs.
func newModel(t testing.TB, width, height int) *Model {
	t.Helper()
	p := &progress.Progress{Read: make(map[string]bool), Ran: make(map[string]bool),
		Tried: make(map[string]bool), Exercises: make(map[string]progress.Exercise), Labs: make(map[string]progress.Lab)}
	m := New("../../..", nil, p)
	m.terminal = io.Discard
	for _, tab := range m.tabs {
		tab.show(course.Stages[m.stage])
	}
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}
