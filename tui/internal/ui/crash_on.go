//go:build crash

package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/guard"
)

// crash panics at f11, and at f12 in a goroutine of its own.
func crash(msg tea.KeyMsg) {
	switch msg.Type {
	case tea.KeyF11:
		panic("f11")
	case tea.KeyF12:
		guard.Go(func() { panic("f12") })
	}
}
