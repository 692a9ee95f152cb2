package session

import (
	"maps"
	"slices"
	"time"

	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// holdTime is how long a line of the server that names an unknown peer may be held
// back while the tap connects to the server: the server may print a port before
// connect has returned it to the tap.
const holdTime = 100 * time.Millisecond

// Feed returns what happens in a session, each thing once and in order: the
// events on the wire and the lines that the server and the clients print. It is
// for one goroutine.
type Feed struct {
	session *Session
	next    int   // number of the next event
	seen    []int // lines returned: of the server, then of each client
	open    map[int]bool
	ended   int          // connections that have ended
	failed  int          // connections of these that did not reach the server
	unnamed map[int]bool // open connections whose client's process is unknown
}

// Entry is one thing that happened: an event on the wire, a line, or that the name
// of a connection has become known after its event.
type Entry struct {
	Event  wire.Event      // its Kind is 0 if the entry is a line
	Named  wire.Conn       // its Number is 0 if the entry is not a name
	Client *runner.Process // who printed the line; nil: the server
	Line   runner.Line     // as the program printed it; see Session.ServerOutput
	Lost   int             // entries lost before this one, because there were too many
}

// IsLine reports whether the entry is a line.
func (e Entry) IsLine() bool { return e.Event.Kind == 0 && !e.IsName() }

// IsName reports whether the entry is the name of a connection.
func (e Entry) IsName() bool { return e.Named.Number > 0 }

func (e Entry) time() time.Time {
	if e.IsLine() {
		return e.Line.Time
	}
	return e.Event.Time
}

// NewFeed returns a feed that begins with the start of the session.
func NewFeed(s *Session) *Feed {
	return &Feed{session: s, next: 1, open: make(map[int]bool),
		unnamed: make(map[int]bool)}
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
	names := f.names()
	for _, event := range f.session.Recording.From(f.next) {
		entries = append(entries, Entry{Event: event, Lost: event.Number - f.next})
		f.next = event.Number + 1
		f.note(event)
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return a.time().Compare(b.time())
	})
	return append(entries, names...)
}

// names returns the connections whose client's process has become known.
func (f *Feed) names() []Entry {
	var entries []Entry
	for _, number := range slices.Sorted(maps.Keys(f.unnamed)) {
		if conn := f.session.Recording.Conn(number); conn.Process > 0 {
			entries = append(entries, Entry{Named: conn})
			delete(f.unnamed, number)
		}
	}
	return entries
}

// Open returns how many connections are open, as far as Next has returned events.
func (f *Feed) Open() int { return len(f.open) }

// Ended returns how many connections have ended, and how many of them because the
// tap could not connect to the server, as far as Next has returned events.
func (f *Feed) Ended() (ended, failed int) { return f.ended, f.failed }

// note keeps track of the open connections.
func (f *Feed) note(event wire.Event) {
	switch event.Kind {
	case wire.Connected:
		f.open[event.Conn] = true
		if event.Who().Process == 0 {
			f.unnamed[event.Conn] = true
		}
	case wire.Closed, wire.Reset, wire.Failed:
		if f.open[event.Conn] {
			f.ended++
			if event.Kind == wire.Failed {
				f.failed++
			}
		}
		delete(f.open, event.Conn)
		delete(f.unnamed, event.Conn)
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
	first := max(f.seen[number]-output.Dropped, 0)
	var entries []Entry
	for _, line := range lines[min(first, len(lines)):] {
		entry := Entry{Line: line}
		if process != f.session.Server {
			entry.Client = process
		} else if line.Source != runner.Stdin {
			text, complete := f.session.annotate(line)
			if !complete && f.session.tap.Dialling() && time.Since(line.Time) < holdTime {
				break // the connection that it names is just being made
			}
			entry.Line.Text = text
		}
		entries = append(entries, entry)
	}
	if len(entries) > 0 {
		entries[0].Lost = max(output.Dropped-f.seen[number], 0)
		f.seen[number] = output.Dropped + first + len(entries)
	}
	return entries
}
