// Package part2 has the labs of part 2: what a socket is, call by call.
package part2

import (
	"context"
	"errors"
	"net"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

// Labs are the labs of part 2, in the order of its lesson.
var Labs = []experiment.Lab{twoSockets, eatenAnswer, takenPort, onlyValidBytes, oneRead, backlog,
	timeWait, lostWrite}

const server = "part2-explained/server"

const (
	bound = "bind succeeds"
	taken = "address already in use"
)

// bind starts a server and returns whether it could bind its address: bound or taken. A
// server that could is stopped.
func bind(ctx context.Context, kit *experiment.Kit, program string, args ...string) (string, error) {
	p, err := kit.Start(program, args...)
	if err != nil {
		return "", err
	}
	if _, err = p.WaitReady(ctx); err == nil {
		p.Stop()
		return bound, nil
	}
	if !kit.Happens(ctx, "the server ends", func() bool { return p.Ended() != "" }) {
		return "", err
	}
	if strings.Contains(experiment.Printed(p), taken) {
		return taken, nil
	}
	return "", err
}

// portOf returns the port of an address.
func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

// reason returns the error of a call without what was called.
func reason(err error) string {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	if err == nil {
		return "no error"
	}
	return err.Error()
}

// line returns the line that begins with a text, or "".
func line(text, begin string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, begin) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// ends reports whether a server ends in time.
func ends(ctx context.Context, kit *experiment.Kit, s *experiment.Server) bool {
	return kit.Happens(ctx, "the server ends", func() bool { return !s.Alive() })
}
