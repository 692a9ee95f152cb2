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

// edit opens files in the user's editor, which takes over the terminal, and sends
// the message of done when the user leaves it.
func edit(done func(err error) tea.Msg, paths ...string) tea.Cmd {
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if editor == "" {
		return notify("set EDITOR to your editor; the file is %s", strings.Join(paths, " "))
	}
	words := strings.Fields(editor)
	command := exec.Command(words[0], append(words[1:], paths...)...)
	return tea.ExecProcess(command, done)
}

// editorFailed shows why the editor failed, if it did.
func editorFailed(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	return notify("run the editor: %v", err)
}

// noColor reports whether the terminal shows no colours.
func noColor() bool { return lipgloss.ColorProfile() == termenv.Ascii }
