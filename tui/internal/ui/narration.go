package ui

import (
	"regexp"
	"slices"
	"strings"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// systemCalls are the calls with which a program of part 2 takes each step, and
// which it prints on standard error.
var systemCalls = map[course.Step]string{
	course.Connect: "connect", course.Listen: "listen", course.Accept: "accept",
	course.ClientWrite: "write", course.ServerRead: "read",
	course.ServerWrite: "write", course.ClientRead: "read",
	course.ClientEnd: "close", course.ClientClose: "close", course.ServerClose: "close",
}

// narratedCall matches a system call as part 2 prints it:
//
//	read(6, "hello\n", 255) = 6
var narratedCall = regexp.MustCompile(`^([a-z]+)\(.*\) = -?\d`)

// calls returns the system calls of that name that a program has printed, each with
// the lines below it that give the reason.
func calls(lines []runner.Line, name string) [][]string {
	var found [][]string
	inside := false
	for _, line := range lines {
		if line.Source != runner.Stderr {
			continue
		}
		text := printable.Text([]byte(line.Text))
		call := narratedCall.FindStringSubmatch(text)
		switch {
		case call != nil:
			if inside = call[1] == name; inside {
				found = append(found, []string{text})
			}
		case inside && strings.HasPrefix(text, "    "):
			last := len(found) - 1
			found[last] = append(found[last], text)
		default:
			inside = false
		}
	}
	return found
}

// narration returns what the program printed about the call that took a step in an
// event, or nil if it printed nothing.
func (r *stageRun) narration(event wire.Event, step course.Step) []string {
	process := r.narrator(event, step)
	if process == nil {
		return nil
	}
	found := calls(process.Output().Lines, systemCalls[step])
	if len(found) == 0 {
		return nil
	}
	return found[min(r.callsBefore(event, step), len(found)-1)]
}

// narrator returns the program that took a step in an event, or nil if it is not
// one of this run: the event is of an earlier server, or the client is not ours.
func (r *stageRun) narrator(event wire.Event, step course.Step) *runner.Process {
	switch {
	case r.session == nil || !r.accepts(event.Conn):
		return nil
	case step.Program() == "server":
		// Only the connection that it accepts concerns a server of one client.
		if r.stage.Once && step != course.Listen && !r.isFirst(event.Conn) {
			return nil
		}
		return r.session.Server
	}
	for _, client := range r.clients.all {
		if client.conn == event.Conn {
			return client.process
		}
	}
	return nil
}

// accepts reports whether a connection is one of the server that is running, or ran last.
func (r *stageRun) accepts(conn int) bool {
	events := r.events.connections.get(conn).events
	return len(events) > 0 && events[0] > r.begun
}

// isFirst reports whether that server has no connection before this one.
func (r *stageRun) isFirst(conn int) bool {
	for other := range r.events.connections.all {
		if other < conn && r.accepts(other) {
			return false
		}
	}
	return true
}

// callsBefore counts the events of a connection before this one in which the same
// step was taken: one call of that name each. A socket is closed only once.
func (r *stageRun) callsBefore(event wire.Event, step course.Step) int {
	if systemCalls[step] == "close" {
		return 0
	}
	n := 0
	for _, number := range r.events.connections.get(event.Conn).events {
		if number >= event.Number {
			break
		}
		earlier, kept := r.events.recording.Event(number)
		if kept && slices.Contains(stepsOf(earlier), step) {
			n++
		}
	}
	return n
}
