package ui

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// watch sends a watchedMsg in a second.
func watch() tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return watchedMsg{} })
}

// saveProgress writes the progress down.
func (e *env) saveProgress() tea.Cmd {
	if err := e.save(); err != nil {
		return notify("%v", err)
	}
	return nil
}

// notify shows one line to the user.
func notify(format string, arguments ...any) tea.Cmd {
	return func() tea.Msg { return noticeMsg(fmt.Sprintf(format, arguments...)) }
}

// edit opens a file in the user's editor, which has the terminal meanwhile.
func edit(path string) tea.Cmd {
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if editor == "" {
		return notify("set EDITOR to your editor; the file is %s", path)
	}
	words := strings.Fields(editor)
	command := exec.Command(words[0], append(words[1:], path)...)
	return tea.ExecProcess(command, func(err error) tea.Msg { return editedMsg{err} })
}

// noColor tells whether the terminal is to have no colours.
func noColor() bool { return lipgloss.ColorProfile() == termenv.Ascii }
