package ui

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// Run shows the guide until the user quits. At names the part to open; "" is
// where the learner last was. The error is one of the terminal, or a panic; in
// both cases the terminal is restored. Where says where clients connect.
func Run(root string, r *runner.Runner, at string, where session.Where) error {
	p, damaged := progress.Open()
	model := New(root, r, p)
	model.where = where
	if damaged != nil {
		model.notice = strings.Join(printable.Lines(damaged.Error()), " ")
	}
	if at != "" {
		stage, err := course.Find(at)
		if err != nil {
			return err
		}
		model.GoTo(stage)
	}
	err := runProgram(model)
	model.tasks.close()
	model.labs.close()
	if err != nil {
		return fmt.Errorf("show the guide: %w", err)
	}
	return nil
}

// runProgram shows a screen until its user quits, and then restores the terminal.
func runProgram(model tea.Model) error {
	program := tea.NewProgram(model, tea.WithAltScreen())
	defer quitOnSignals(program)()
	guard.OnPanic(func() {
		// It is too late to handle an error.
		_ = program.ReleaseTerminal()
	})
	defer guard.OnPanic(nil)
	if _, err := program.Run(); !errors.Is(err, tea.ErrInterrupted) {
		return err
	}
	return nil
}

// quitOnSignals makes the guide quit cleanly at the signals that bubbletea does
// not handle: SIGHUP, when the terminal is closed, and SIGQUIT.
func quitOnSignals(program *tea.Program) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGQUIT)
	guard.Go(func() {
		for range signals {
			program.Quit()
		}
	})
	return func() { signal.Stop(signals) }
}
