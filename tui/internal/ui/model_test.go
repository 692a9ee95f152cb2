package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// newModel returns a guide of a size, with no terminal and no runner: nothing
// can be started in it.
func newModel(t testing.TB, width, height int) *Model {
	t.Helper()
	p, err := progress.Load(t.TempDir() + "/progress.json")
	if err != nil {
		t.Fatal(err)
	}
	m := New("../../..", nil, p, func() error { return nil })
	for _, tab := range m.tabs {
		tab.show(course.Stages[m.stage])
	}
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}
