package check

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"wallsockets/part5-unix/unixsocket"
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
	busy      bool   // somebody else has the port
	served    bool   // a program has listened on the port; guarded by mu

	next launch // how the next program is started

	mu       sync.Mutex
	programs map[string]*program
	open     map[*conn]bool
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
		open:  make(map[*conn]bool),
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
	report.Passed = report.Finding == nil
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
	if r.busy {
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

// scope is where the actions of a block run: what they can name.
type scope struct {
	run      *run
	vars     map[string]string
	conns    map[string]*conn
	last     string // the connection that was made last
	deadline moment // of the block; 0: none
	rng      *random
}

// child returns a scope for a block that runs at the same time as others.
func (sc *scope) child(i int) *scope {
	inner := *sc
	inner.vars, inner.conns = maps.Clone(sc.vars), maps.Clone(sc.conns)
	inner.vars["i"] = strconv.Itoa(i)
	inner.rng = sc.run.random(fmt.Sprint(sc.run.exercise.ID(), "/", i))
	return &inner
}

// expand returns a text with the values of its variables.
func (sc *scope) expand(text script.Text) (string, error) {
	return text.Expand(sc.lookup, sc.run.script.Files)
}

// lookup returns a variable's value.
func (sc *scope) lookup(name string) (string, bool) {
	if value, ok := sc.vars[name]; ok {
		return value, true
	}
	if variable, outcome, ok := strings.Cut(name, "."); ok {
		sc.run.mu.Lock()
		defer sc.run.mu.Unlock()
		counts, ok := sc.run.tally[variable]
		return strconv.Itoa(counts[outcome]), ok
	}
	return sc.run.builtin(name)
}

// builtin returns the value of a variable that every script has.
func (r *run) builtin(name string) (string, bool) {
	switch name {
	case "port":
		return r.port, true
	case "host":
		return "127.0.0.1", true
	case "path":
		return r.dir + "/s", true
	case "path-limit":
		return strconv.Itoa(unixsocket.MaxPath), true
	case "dir":
		return r.dir, true
	case "folder":
		return r.submitted.dir, true
	case "seed":
		return strconv.FormatUint(r.seed, 10), true
	case "uid":
		return strconv.Itoa(os.Getuid()), true
	case "gid":
		return strconv.Itoa(os.Getgid()), true
	case "pid":
		return strconv.Itoa(os.Getpid()), true
	}
	return "", false
}

// address returns where the program is to listen.
func (sc *scope) address() string {
	if sc.run.submitted.attach != "" {
		return sc.run.submitted.attach
	}
	if sc.run.exercise.Stage.Network == "unix" {
		path, _ := sc.lookup("path")
		return path
	}
	port, _ := sc.lookup("port")
	return net.JoinHostPort("127.0.0.1", port)
}

// until returns when an action must be done that may take d, or the script's
// patience if d is 0.
func (sc *scope) until(d time.Duration) moment {
	if d == 0 {
		d = sc.run.script.Patience
	}
	end := min(sc.run.clock.in(d), moment(sc.run.script.Total))
	if sc.deadline != 0 {
		end = min(end, sc.deadline)
	}
	return end
}

// untilUp returns the same for an action that a program can only do once it is up:
// its start has time of its own.
func (sc *scope) untilUp(up bool, d time.Duration) moment {
	if d == 0 && !up {
		d = max(sc.run.script.Patience, startTime)
	}
	return sc.until(d)
}

// doAll does actions in their order, up to the first that fails.
func (sc *scope) doAll(actions []script.Action) error {
	for _, a := range actions {
		if err := sc.do(a); err != nil {
			return err
		}
	}
	return nil
}

// do does one action. An error other than a failure or a skip gets the place.
func (sc *scope) do(a script.Action) error {
	if sc.run.ctx.Err() != nil {
		return &failure{action: a, problem: "time", end: "timeout",
			text: fmt.Sprintf("The check was not done after %v.", sc.run.script.Total)}
	}
	name, err := sc.expand(a.Name)
	if err == nil {
		err = actions[a.Verb](sc, a, name)
	}
	var failed *failure
	var skipped skip
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed):
		if failed.action.Verb == "" {
			failed.action = a
		}
		return failed
	case errors.As(err, &skipped), errors.Is(err, errPortTaken):
		return err
	}
	return fmt.Errorf("%s:%d: %w", sc.run.script.Name, a.Line, err)
}
