// Package part2 has the labs of part 2: what a socket is, call by call.
package part2

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

// Labs are the labs of part 2, in the order of its lesson.
var Labs = []experiment.Lab{twoSockets, eatenAnswer, takenPort, onlyValidBytes, oneRead, backlog,
	timeWait, lostWrite}

const server = "part2-explained/server"

// patience is how long a lab waits for what it is to show: less than it has in all, so
// that what does not happen is a result.
const patience = 4 * time.Second

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
	if !happens(ctx, kit, "the server ends", func() bool { return p.Ended() != "" }) {
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

// happens waits, for patience at most, for what a lab is to show, and reports whether it
// happened.
func happens(ctx context.Context, kit *experiment.Kit, what string, condition func() bool) bool {
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return kit.Until(patient, what, condition) == nil
}

// ends is like happens for the end of a server.
func ends(ctx context.Context, kit *experiment.Kit, s *experiment.Server) bool {
	return happens(ctx, kit, "the server ends", func() bool { return !s.Alive() })
}
