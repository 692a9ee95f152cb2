package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// run is one run of a script.
type run struct {
	runner    *runner.Runner
	exercise  course.Exercise
	script    *script.Script
	submitted *prepared
	dir       string
	seed      uint64
	outer     context.Context // ends when the user stops the check
	ctx       context.Context // and after the script's total time, and at a breach
	cancel    context.CancelFunc
	clock     clock
	recording *wire.Recording
	port      string // the one that the program gets
	busy      bool   // somebody else has a port that a program got; guarded by mu

	next launch // how the next program is started

	mu       sync.Mutex
	programs map[string]*program
	open     map[*conn]bool
	served   map[string]bool           // addresses where a program has listened
	listener net.Listener              // nil: the script is no server
	tally    map[string]map[string]int // outcomes by variable
	breach   *failure                  // a limit that the program has exceeded
	dialler  *dialler
	reserved []net.PacketConn // for its ports
}

// newRun makes a run. Its folder is removed at its end.
func newRun(ctx context.Context, rn *runner.Runner, e course.Exercise, s *script.Script,
	p *prepared, dir string, seed uint64) (*run, error) {
	r := &run{runner: rn, exercise: e, script: s, submitted: p, dir: dir, seed: seed, outer: ctx,
		recording: wire.NewRecording(), programs: make(map[string]*program),
		open: make(map[*conn]bool), served: make(map[string]bool),
		tally: make(map[string]map[string]int)}
	var err error
	if r.port, err = r.freePort(); err != nil {
		return nil, err
	}
	r.ctx, r.cancel = context.WithCancel(ctx)
	context.AfterFunc(r.ctx, r.closeConnections)
	return r, nil
}

// play runs the script and completes the report.
func (r *run) play(report *Report) (err error) {
	watched, unwatch := context.WithCancel(context.Background())
	var watcher sync.WaitGroup
	r.clock.begun = time.Now()
	watcher.Go(func() { r.watch(watched) })
	defer func() {
		r.closeConnections()
		r.stopAll()
		unwatch()
		watcher.Wait()
		r.cancel()
		r.releasePorts()
		err = errors.Join(err, removeFolder(r.dir))
	}()
	sc := &scope{run: r, vars: make(map[string]string), conns: make(map[string]*conn),
		rng: r.random(r.exercise.ID())}
	if err := sc.doAll(r.script.Lets); err != nil {
		return r.ours(err)
	}
	report.Steps, report.Finding, report.Passed = nil, nil, false
	for i := range r.script.Steps {
		step := &r.script.Steps[i]
		title, err := sc.expand(step.Title)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", r.script.Name, step.Line, err)
		}
		if report.Finding != nil {
			report.Steps = append(report.Steps, Step{Title: title, State: NotReached})
			continue
		}
		if r.submitted.begins != nil {
			r.submitted.begins(title)
		}
		result, finding, err := r.step(sc, step, title)
		if err != nil {
			return err
		}
		report.Steps, report.Finding = append(report.Steps, result), finding
	}
	report.Passed = report.Finding == nil && !report.skippedByAttach()
	return nil
}

// step runs a step.
func (r *run) step(sc *scope, step *script.Step, title string) (Step, *Finding, error) {
	begun := time.Now()
	err := sc.doAll(step.Actions)
	if last := &r.script.Steps[len(r.script.Steps)-1]; err == nil && step == last {
		r.closeConnections()
		err = r.stopAll()
	}
	result := Step{Title: title, State: Passed, Millis: took(begun)}
	breach := r.exceeded()
	var skipped skip
	var failed *failure
	switch {
	case breach != nil:
		if errors.As(err, &failed) { // where it was by then; no verb has failed
			breach.action.Line, breach.action.Source = failed.action.Line, failed.action.Source
		}
		failed = breach
	case err == nil:
		return result, nil, nil
	case errors.As(err, &skipped):
		result.State, result.Reason = Skipped, skipped.reason
		return result, nil, nil
	case !errors.As(err, &failed):
		return result, nil, r.ours(err)
	}
	if r.portTaken() {
		return result, nil, errPortTaken
	}
	if r.clock.gaveUp() && breach == nil {
		return result, nil, errBusyMachine
	}
	if err := r.outer.Err(); err != nil {
		return result, nil, err
	}
	result.State = Failed
	if failed.action.Line == 0 { // no action has failed
		failed.action.Line = step.Line
	}
	finding, err := r.finding(sc, failed, step, title)
	return result, finding, err
}

// ours returns an error that is not the learner's fault.
func (r *run) ours(err error) error {
	var failed *failure
	if errors.As(err, &failed) {
		return fmt.Errorf("%s:%d: %s", r.script.Name, failed.action.Line, failed.text)
	}
	return err
}

// closeConnections closes what is open.
func (r *run) closeConnections() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.open {
		c.net.Close()
	}
	clear(r.open)
	if r.listener != nil {
		r.listener.Close()
	}
}
