package ui

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
)

// Run shows the guide until the user quits. At names the part to begin with;
// "" is where the learner was last. The error is one of the terminal's, or a
// panic's, after which the terminal is as it was before.
func Run(root string, r *runner.Runner, at string) error {
	path, err := progress.Path()
	if err != nil {
		return err
	}
	p, damaged := progress.Load(path)
	model := New(root, r, p, func() error {
		if damaged != nil {
			return nil // what cannot be read is not to be lost either
		}
		return p.Save(path)
	})
	if damaged != nil {
		model.notice = printableLines(damaged.Error())
	}
	if at != "" {
		stage, err := course.Find(at)
		if err != nil {
			return err
		}
		model.GoTo(stage)
	}
	program := tea.NewProgram(model, tea.WithAltScreen())
	defer endOnSignals(program)()
	guard.OnPanic(func() {
		// Too late to do anything about an error.
		_ = program.ReleaseTerminal()
	})
	defer guard.OnPanic(nil)
	if _, err := program.Run(); err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("show the guide: %w", err)
	}
	return nil
}

// endOnSignals makes the signals that bubbletea leaves alone end the guide in
// good order: the hang-up of a closed terminal, and SIGQUIT.
func endOnSignals(program *tea.Program) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGQUIT)
	guard.Go(func() {
		for range signals {
			program.Quit()
		}
	})
	return func() { signal.Stop(signals) }
}
