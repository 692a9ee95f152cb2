package experiment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"wallsockets/tui/internal/runner"
)

const (
	runTime     = 10 * time.Second // of an experiment
	prepareTime = 5 * time.Minute  // of the compilers before it

	usualDescriptors = 64 // of the guide, with a few programs and clients
)

// Missing is the error of a lab that needs what this machine lacks.
type Missing struct{ Reason error }

func (m Missing) Error() string { return m.Reason.Error() }
func (m Missing) Unwrap() error { return m.Reason }

// Run makes the experiment of a lab in the checkout at root. It shows what it does
// through say, which may be called from any goroutine. When it returns, nothing of the
// experiment is left. The error is a Missing if the machine lacks what the lab needs.
func Run(ctx context.Context, r *runner.Runner, root string, lab Lab, say func(string)) (
	_ Outcome, err error) {
	usual := []Need{Descriptors(usualDescriptors), {"a folder for its programs", r.CanExecute}}
	for _, need := range slices.Concat(lab.Needs, usual) {
		if err := need.Miss(); err != nil {
			return Outcome{}, Missing{fmt.Errorf("needs %s: %w", need.Name, err)}
		}
	}
	folder, err := os.MkdirTemp(r.Folder(), "l")
	if err != nil {
		return Outcome{}, err
	}
	k := &Kit{lab: lab, root: root, folder: folder, runner: r, say: say,
		built: make(map[string]string)}
	defer func() { err = errors.Join(err, k.close()) }()
	if err := k.prepare(ctx); err != nil {
		return Outcome{}, err
	}
	timed, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	outcome, err := lab.Run(timed, k)
	if timed.Err() != nil && ctx.Err() == nil {
		why := fmt.Sprintf("It was not over after %v. Most likely this machine is too busy; run it "+
			"again when it is not.", runTime)
		if err != nil {
			why += fmt.Sprintf(" (%v)", err) // what it waited for
		}
		return Outcome{Verdict: Noisy, Answer: -1, Why: why}, nil
	}
	return outcome, err
}

// prepare does what comes before the experiment's time.
func (k *Kit) prepare(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, prepareTime)
	defer cancel()
	for _, program := range k.lab.Builds {
		if err := k.build(ctx, program); err != nil {
			return err
		}
	}
	if k.lab.Prepare == nil {
		return nil
	}
	return k.lab.Prepare(ctx, k)
}

// naiveFolder returns where a program of the lab's own is.
func (k *Kit) naiveFolder() string {
	part, _ := filepath.Split(k.lab.ID())
	return filepath.Join(k.root, "tui", "internal", "lab", part, "naive")
}
