//go:build crash

package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/guard"
)

// crash panics at f11, and in another goroutine at f12.
func crash(msg tea.KeyMsg) {
	switch msg.Type {
	case tea.KeyF11:
		panic("f11")
	case tea.KeyF12:
		guard.Go(func() { panic("f12") })
	}
}
