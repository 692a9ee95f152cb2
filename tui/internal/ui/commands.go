package ui

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// tick sends a tickMsg in a second.
func tick() tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return tickMsg{} })
}

// saveProgress writes the progress to its file.
func (e *env) saveProgress() tea.Cmd {
	if err := e.progress.Save(); err != nil {
		return notify("%v", err)
	}
	return nil
}

// notify shows one line to the user.
func notify(format string, arguments ...any) tea.Cmd {
	return func() tea.Msg { return noticeMsg(fmt.Sprintf(format, arguments...)) }
}

// noColor reports whether the terminal shows no colours.
func noColor() bool { return lipgloss.ColorProfile() == termenv.Ascii }
