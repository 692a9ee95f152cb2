// Package runner builds the programs of the series, starts them and keeps
// what they print. It knows no terminal.
//
// Whatever happens to the guide, no program outlives it. There are two
// lifelines. Each program has a supervisor of its own, which is the guide's
// executable once more, with one end of a pipe: when the pipe ends, the guide
// is gone, and the supervisor ends the program. And on Linux the kernel
// signals the supervisor when the guide dies, and kills the program when the
// supervisor dies. Either lifeline is enough. Systems other than Linux have
// the first one only; Windows has none, there a guide that is killed leaves
// its programs running.
package runner

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"wallsockets/tui/internal/guard"
)

// ErrClosed is the error of a Runner after Close.
var ErrClosed = errors.New("the runner is closed")

// A Runner builds programs into a run folder of its own and starts programs.
// All methods may be called by several goroutines at once.
type Runner struct {
	root    string
	folder  *folder
	cleaner *handle // the supervisor without a program; it outlives a kill

	// gate is held for reading to start a program and for writing to close:
	// Close sees every program that was started, and none starts later.
	gate   sync.RWMutex
	closed bool

	mu      sync.Mutex
	running map[*Process]bool
	targets map[string]*target // by path

	closing  sync.Once
	closeErr error
}

// New makes a Runner for the checkout at root (see Root). It makes the run
// folder, which only this user may enter, and removes those of guides that
// were killed. It fails if no folder for temporary files can be used, and if
// the guide cannot start itself as a supervisor (see Supervise).
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
	cleaner, err := startCleaner(folder.path)
	if err != nil {
		folder.remove()
		return nil, fmt.Errorf("start what cleans up after the guide: %w", err)
	}
	return &Runner{
		root:    root,
		folder:  folder,
		cleaner: cleaner,
		running: make(map[*Process]bool),
		targets: make(map[string]*target),
	}, nil
}

// Folder returns the run folder: an absolute path, short enough that a name
// of 20 bytes in it can be a socket on any system. What is put there goes
// with the guide.
func (r *Runner) Folder() string {
	return r.folder.path
}

// Start starts a program and returns once it runs, which takes milliseconds;
// WaitReady tells when a server can be connected to. It fails if the program
// cannot be found or executed, if spec.Dir is missing, and with ErrClosed.
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

// Close stops all programs at once, as Stop does, and removes the run folder.
// It takes 3 seconds at most, or 4 if a program got away from its supervisor
// with the output. Further calls do nothing more and return the
// same error: what kept the run folder from being removed.
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
		r.closeErr = r.folder.remove()
		// The last to go: until here it would have cleaned up instead.
		r.cleaner.stop()
	})
	return r.closeErr
}
