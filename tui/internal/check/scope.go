package check

import (
	"maps"
	"net"
	"os"
	"strconv"
	"strings"

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
	inner.rng = sc.rng.child()
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

// said returns what was sent to the program on the connection that was made last; "":
// nothing, or it was for a program before.
func (sc *scope) said() string {
	c := sc.conns[sc.last]
	if c == nil || c.to != sc.run.program("") {
		return ""
	}
	return c.said.String()
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
