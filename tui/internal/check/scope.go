package check

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"wallsockets/part5-unix/unixsocket"
	"wallsockets/tui/internal/check/script"
)

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
