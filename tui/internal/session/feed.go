package session

import (
	"slices"
	"time"

	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// Feed returns what happens in a session, each thing once and in order: the
// events on the wire and the lines that the server and the clients print. It is
// for one goroutine.
type Feed struct {
	session *Session
	next    int   // number of the next event
	seen    []int // lines returned: of the server, then of each client
	open    map[int]bool
}

// Entry is one thing that happened: an event on the wire, or a line.
type Entry struct {
	Event  wire.Event  // its Kind is 0 if the entry is a line
	Client int         // who printed the line: 0 for the server, 1 for client 1
	Line   runner.Line // raw, as the program printed it
	Lost   int         // entries lost before this one, because there were too many
}

// IsLine reports whether the entry is a line and not an event.
func (e Entry) IsLine() bool { return e.Event.Kind == 0 }

func (e Entry) time() time.Time {
	if e.IsLine() {
		return e.Line.Time
	}
	return e.Event.Time
}

// NewFeed returns a feed that begins with the start of the session.
func NewFeed(s *Session) *Feed {
	return &Feed{session: s, next: 1, open: make(map[int]bool)}
}

// Next returns what is new since the last call. It returns a line when the line
// is complete: a prompt when it is answered or when its program has ended.
func (f *Feed) Next() []Entry {
	var entries []Entry
	for number, process := range f.session.processes() {
		if number == len(f.seen) {
			f.seen = append(f.seen, 0)
		}
		entries = append(entries, f.lines(number, process)...)
	}
	for _, event := range f.session.Recording.From(f.next) {
		entries = append(entries, Entry{Event: event, Lost: event.Number - f.next})
		f.next = event.Number + 1
		f.note(event)
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return a.time().Compare(b.time())
	})
	return entries
}

// Open returns how many connections are open, as far as Next has returned events.
func (f *Feed) Open() int { return len(f.open) }

// note keeps track of the open connections.
func (f *Feed) note(event wire.Event) {
	switch event.Kind {
	case wire.Connected:
		f.open[event.Conn] = true
	case wire.Closed, wire.Reset, wire.Failed:
		delete(f.open, event.Conn)
	}
}

// lines returns the complete lines of a process that are new.
func (f *Feed) lines(number int, process *runner.Process) []Entry {
	ended := process.Ended() != "" // first: afterwards there is no more output
	output := process.Output()
	lines := output.Lines
	for !ended && len(lines) > 0 && lines[len(lines)-1].Open {
		lines = lines[:len(lines)-1]
	}
	complete := output.Dropped + len(lines)
	if complete <= f.seen[number] {
		return nil
	}
	lost := max(output.Dropped-f.seen[number], 0)
	var entries []Entry
	for _, line := range lines[f.seen[number]+lost-output.Dropped:] {
		entries = append(entries, Entry{Client: number, Line: line, Lost: lost})
		lost = 0
	}
	f.seen[number] = complete
	return entries
}
