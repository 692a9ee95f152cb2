package check

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/proc"
	"wallsockets/tui/internal/runner"
)

const (
	// startTime is how long a program may take until it listens: an interpreter on
	// a slow machine takes seconds.
	startTime = 10 * time.Second
	// stopTime is how long a program may take to end after SIGTERM.
	stopTime = 4 * time.Second
	// retryTime is how long to wait before the next try to connect.
	retryTime = 3 * time.Millisecond
)

// launch is how the next program is started.
type launch struct {
	umask, descriptors string // "": as this process has it
	env                []string
}

// program is a program that was started.
type program struct {
	process *runner.Process
	output  *output
	parent  int // the process that adopts what the program leaves behind

	connected bool            // it has connected to us; guarded by run.mu
	listens   map[string]bool // addresses where it has taken a connection; guarded by run.mu

	mu     sync.Mutex
	peak   int64 // the most memory that was measured
	killed bool  // by the check, for a limit or for ignoring SIGTERM
}

// program returns the one with that name, or nil.
func (r *run) program(name string) *program {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.programs[name]
}

// start starts the submitted program under a name.
func (sc *scope) start(name string) error {
	r := sc.run
	if r.submitted.attach != "" {
		return nil // it runs already
	}
	var argv []string
	for _, word := range r.submitted.argv {
		argument, err := sc.expand(word)
		if err != nil {
			return fmt.Errorf("%w; a command may have {port}, {path}, {host}, {dir} "+
				"and what the exercise names", err)
		}
		argv = append(argv, argument)
	}
	p := &program{output: newOutput(), listens: make(map[string]bool)}
	path, arguments := r.next.wrap(argv)
	begun := time.Now()
	process, err := r.runner.Start(runner.Spec{Name: r.submitted.name, Path: path,
		Args: arguments, Env: r.next.env, Dir: r.submitted.dir, Output: p.output.write})
	if err != nil {
		return err
	}
	r.clock.stood(time.Since(begun)) // its supervisor was started
	p.process = process
	p.parent = proc.Parent(process.Pid())
	r.mu.Lock()
	r.programs[name] = p
	r.mu.Unlock()
	return nil
}

// wrap adds a shell that sets limits, and becomes the program.
func (l launch) wrap(argv []string) (path string, arguments []string) {
	script := ""
	if l.umask != "" {
		script += "umask " + l.umask + "; "
	}
	if l.descriptors != "" {
		script += "ulimit -n " + l.descriptors + "; "
	}
	if script == "" {
		return argv[0], argv[1:]
	}
	return "/bin/sh", append([]string{"-c", script + `exec "$0" "$@"`}, argv...)
}

// reached notes that somebody has connected to a program at an address.
func (r *run) reached(p *program, address string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p != nil {
		p.listens[address], r.served[address] = true, true
	}
}

// hasConnected notes that a program has connected to us.
func (r *run) hasConnected(p *program) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p != nil {
		p.connected = true
	}
}

// listens reports whether a program has taken a connection at an address. One that
// has connected to us may not listen yet: it may get its words from us first.
func (r *run) listens(p *program, address string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return p != nil && p.listens[address]
}

// isUp reports whether a program's start is over; true if there is no program that
// we have started.
func (r *run) isUp(p *program) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return p == nil || p.connected || len(p.listens) > 0
}

// ended reports whether the program has ended.
func (p *program) ended() bool { return p.process.Ended() != "" }

// exitState returns "running", an exit code, or a signal: "SIGPIPE".
func (p *program) exitState() string {
	how := p.process.Ended()
	if how == "" {
		return "running"
	}
	if how == "stopped" {
		return "SIGTERM"
	}
	return strings.TrimPrefix(strings.TrimPrefix(how, "exit code "), "killed by ")
}

// setKilled notes that the check has killed the program.
func (p *program) setKilled() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.killed = true
}

// lastState returns the exit state for the causes of a failure: a program that the
// check had to kill was running when it failed.
func (p *program) lastState() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killed {
		return "running"
	}
	return p.exitState()
}

// stop stops a program and its process group. One that has to be killed is a failure.
func (r *run) stop(p *program) error {
	if p.ended() {
		return nil
	}
	if err := sendSignal(-p.process.Pid(), "TERM"); err != nil {
		return err
	}
	if r.clock.await(p.process.Done(), r.clock.in(stopTime)) {
		return nil
	}
	p.setKilled()
	kill(-p.process.Pid())
	p.process.Stop()
	return &failure{problem: "ignores-sigterm", end: timeout,
		text: fmt.Sprintf("The program was still there %v after SIGTERM.", stopTime)}
}

// started returns the programs that were started last under their names.
func (r *run) started() []*program {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Values(r.programs))
}

// stopAll stops all programs that run. It returns the failure of one.
func (r *run) stopAll() error {
	r.mu.Lock()
	dialler := r.dialler
	r.mu.Unlock()
	if dialler != nil {
		dialler.stop()
	}
	var failed error
	for _, p := range r.started() {
		if err := r.stop(p); err != nil {
			failed = err
		}
	}
	return failed
}

// portTaken reports whether a program ended because somebody else had its port.
func (r *run) portTaken() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.busy
}

// unexpectedEnd is the failure of a program that ended before anyone could connect.
func (sc *scope) unexpectedEnd(p *program) error {
	r := sc.run
	port, _ := sc.lookup("port")
	address := net.JoinHostPort("127.0.0.1", port)
	free := binds(address)
	r.mu.Lock()
	// If a program has listened there before, its own closed connections may hold the port.
	r.busy = r.busy || !r.served[address] && !free
	r.mu.Unlock()
	return p.endedEarly("exited", "The program ended (%s) before anyone could connect.")
}

// endedEarly is the failure of a program that ended before there was a connection;
// problem is its name if the program does not say that it has failed.
func (p *program) endedEarly(problem, text string) *failure {
	f := &failure{problem: problem, end: refused, value: p.exitState(),
		text: fmt.Sprintf(text, p.process.Ended())}
	if f.value != "0" {
		f.problem = "failed-to-start"
	}
	return f
}
