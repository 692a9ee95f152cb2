// Package runner builds the programs of the series, starts them and keeps what
// they print. It does not know about terminals.
//
// No program outlives the guide, however the guide ends. There are two lifelines.
// First, each program has a supervisor, another process of the guide's executable
// that holds one end of a pipe: when the pipe ends, the guide is gone, and the
// supervisor stops the program. Second, on Linux the kernel signals the supervisor
// when the guide dies and kills the program when the supervisor dies. Either
// lifeline is enough. Other Unix systems have only the first. Windows has none: a
// guide that is killed there leaves its programs running.
package runner

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"early/supervise"

	"wallsockets/tui/internal/guard"
)

// ErrClosed is the error of a Runner after Close.
var ErrClosed = errors.New("the runner is closed")

// A Runner builds programs into its run folder and starts them. Several goroutines
// may call its methods at the same time.
type Runner struct {
	root    string
	folder  *supervise.Folder
	cleaner *handle // a supervisor without a program; it outlives a killed guide

	// gate is locked for reading to start a program and for writing to close,
	// so that Close sees every program and none starts afterwards.
	gate   sync.RWMutex
	closed bool

	mu      sync.Mutex
	running map[*Process]bool
	targets map[string]*target // by path

	closing  sync.Once
	closeErr error
}

// New returns a Runner for the checkout at root. It makes the run folder, which
// only this user may enter, and removes those of guides that were killed. It fails
// if there is no usable folder for temporary files, and if the guide cannot start
// itself as a supervisor.
func New(root string) (*Runner, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("find the checkout: %w", err)
	}
	sweep()
	folder, err := newFolder()
	if err != nil {
		return nil, err
	}
	cleaner, err := startCleaner(folder.Path)
	if err != nil {
		folder.Remove()
		return nil, fmt.Errorf("start the process that cleans up after the guide: %w", err)
	}
	return &Runner{
		root:    root,
		folder:  folder,
		cleaner: cleaner,
		running: make(map[*Process]bool),
		targets: make(map[string]*target),
	}, nil
}

// Folder returns the run folder. Its path is absolute and so short that a file in
// it with a name of up to 20 bytes can be a socket on any system. The folder is
// removed when the guide ends.
func (r *Runner) Folder() string {
	return r.folder.Path
}

// CanExecute returns an error if the run folder executes no programs, so that nothing
// that is built there can run.
func (r *Runner) CanExecute() error {
	if isNoExec(r.folder.Path) {
		return fmt.Errorf("%s is mounted noexec; set TMPDIR to a folder where programs may run",
			filepath.Dir(r.folder.Path))
	}
	return nil
}

// Start starts a program and returns when it is running, within milliseconds; call
// WaitReady to wait until a server listens. It fails if the program cannot be
// found or executed or spec.Dir is missing, and with ErrClosed after Close.
func (r *Runner) Start(spec Spec) (*Process, error) {
	r.gate.RLock()
	defer r.gate.RUnlock()
	if r.closed {
		return nil, ErrClosed
	}
	p, err := r.start(spec)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", spec.Name, err)
	}
	r.mu.Lock()
	r.running[p] = true
	r.mu.Unlock()
	guard.Go(func() {
		<-p.Done()
		r.mu.Lock()
		delete(r.running, p)
		r.mu.Unlock()
	})
	return p, nil
}

// Close stops all programs at the same time, as Stop does, and removes the run
// folder. It takes at most 3 seconds, or 4 if a process has escaped its supervisor
// and still holds the output open. The error says why the run folder could not be
// removed. Further calls do nothing and return the same error.
func (r *Runner) Close() error {
	r.closing.Do(func() {
		r.gate.Lock()
		r.closed = true
		r.gate.Unlock()

		var stops sync.WaitGroup
		r.mu.Lock()
		for p := range r.running {
			stops.Go(guard.Func(p.Stop))
		}
		r.mu.Unlock()
		stops.Wait()
		removeSockets(r.folder.Path)
		r.closeErr = r.folder.Remove()
		// Last, because until here it would have cleaned up for us.
		r.cleaner.stop()
	})
	return r.closeErr
}
