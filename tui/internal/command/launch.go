package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// withRunner calls use with a runner for the checkout. When it returns, all that
// use has started has ended.
func withRunner(use func(r *runner.Runner, root string) error) error {
	root, err := course.Root(".")
	if err != nil {
		return err
	}
	r, err := runner.New(root)
	if err != nil {
		return err
	}
	err = use(r, root)
	return errors.Join(err, r.Close())
}

// launch does the same with a context that ends at the first signal. A second
// signal ends the guide at once, and its programs end by their lifelines.
func launch(use func(ctx context.Context, r *runner.Runner, root string) error) error {
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop)
	return withRunner(func(r *runner.Runner, root string) error {
		return use(ctx, r, root)
	})
}

// startSession starts a session, and prints what it is doing if that takes long.
func startSession(ctx context.Context, cmd *cobra.Command, r *runner.Runner,
	stage course.Stage, options wireOptions) (*session.Session, error) {
	if err := options.where.Check(stage); err != nil {
		return nil, usageError{err}
	}
	aside := cmd.ErrOrStderr()
	note := time.AfterFunc(500*time.Millisecond, func() {
		fmt.Fprintf(aside, "building ./%s (it takes longer the first time)\n", stage.ID)
	})
	defer note.Stop()
	s, err := session.Start(ctx, r, stage,
		session.Options{Flags: options.flags, Words: options.words, Where: options.where})
	if err != nil {
		return nil, err
	}
	if taken := s.Taken(); taken != "" {
		fmt.Fprintf(aside, "%s is not free; clients connect to %s\n", taken, s.Address())
	}
	if err := obey(s, options.orders); err != nil {
		s.Stop()
		return nil, err
	}
	remember(aside, func(p *progress.Progress) { p.Ran[stage.ID] = true })
	return s, nil
}

// remember changes the learner's progress. It only prints an error, because a
// command should not fail for that.
func remember(aside io.Writer, change func(*progress.Progress)) {
	p, err := progress.Open()
	if err == nil {
		change(p)
		err = p.Save()
	}
	if err != nil {
		printError(aside, fmt.Errorf("the progress is not saved: %w", err))
	}
}
