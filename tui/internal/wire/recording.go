package wire

import (
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/printable"
)

// The limits of a recording. Above either it drops its oldest events.
const (
	MaxEvents = 100_000
	MaxBytes  = 32 << 20 // of Data
)

// pageEvents is how many events are allocated at once. To copy a recording that grows
// would delay the messages that cross meanwhile.
const pageEvents = 256

// Recording is a list of events in the order in which they happened. Its size is
// bounded, however long the guide runs. Several goroutines may call its methods at
// the same time.
type Recording struct {
	maxEvents, maxBytes int

	mu      sync.Mutex
	pages   [][]Event // a ring; at finds an event in it. Most stay nil: most recordings are short
	first   int       // number of the oldest event kept
	next    int       // number that the next event gets
	bytes   int       // data in the events kept
	conns   int       // connections numbered so far
	last    time.Time
	runs    []run         // of servers, in order
	updates chan struct{} // closed at the next event; nil: nobody waits for it

	table      map[int]*Conn    // by number
	relays     map[string][]int // numbers of the connections by their Relay, ascending
	identified chan struct{}    // has room for one signal
}

// NewRecording returns an empty recording.
func NewRecording() *Recording {
	return newRecording(MaxEvents, MaxBytes)
}

func newRecording(maxEvents, maxBytes int) *Recording {
	return &Recording{maxEvents: maxEvents, maxBytes: maxBytes, first: 1, next: 1,
		pages: make([][]Event, (maxEvents+pageEvents-1)/pageEvents),
		table: make(map[int]*Conn), relays: make(map[string][]int),
		identified: make(chan struct{}, 1)}
}

// Load returns a recording of saved events. It changes only their numbers, which
// count from 1 again.
func Load(events []Event) *Recording {
	r := NewRecording()
	r.Append(events)
	return r
}

// Append adds saved events, as Load does.
func (r *Recording) Append(events []Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range events {
		r.append(e)
		r.conns = max(r.conns, e.Conn)
		r.last = e.Time
	}
}

// run is a run of a server.
type run struct {
	first   int    // number of its first event
	command string // of the server
}

// Run records that a server was started by a command. The first run is no event.
func (r *Recording) Run(command string) {
	if r.Len() > 0 {
		r.Add(Event{Kind: Started, Reason: command})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	first := r.next
	if r.next > r.first {
		first-- // the event Started
	}
	r.runs = append(r.runs, run{first, command})
}

// Connection returns the number for a new connection.
func (r *Recording) Connection() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns++
	return r.conns
}

// Add records that e happens now. It sets the number, the size of data and the
// times, makes the texts printable, and copies the data. It returns the number.
func (r *Recording) Add(e Event) int {
	if e.Kind != Interfered {
		e.Size = len(e.Data)
	}
	e.Data = append([]byte(nil), e.Data[:min(len(e.Data), maxData)]...)
	e.Peer, e.Reason = clean(e.Peer), clean(e.Reason)
	r.mu.Lock()
	defer r.mu.Unlock()
	// The clock is read under the lock: a later number is a later time.
	e.Time, e.Since = time.Now(), 0
	if !r.last.IsZero() {
		e.Since = e.Time.Sub(r.last)
	}
	r.last = e.Time
	r.append(e)
	return r.next - 1
}

// clean returns text as an event has it: printable, without spaces at its ends.
// The spaces go first: a combining mark after one must be escaped without it.
func clean(text string) string {
	return printable.Text([]byte(strings.Trim(text, " ")))
}

// append adds e and drops old events if there are too many. The lock is held, or
// nobody else has the recording yet.
func (r *Recording) append(e Event) {
	for r.next-r.first >= r.maxEvents ||
		r.next > r.first && r.bytes+len(e.Data) > r.maxBytes {
		oldest := r.at(r.first)
		r.bytes -= len(oldest.Data)
		r.leave(*oldest)
		*oldest = Event{}
		r.first++
	}
	if page := &r.pages[r.next/pageEvents%len(r.pages)]; *page == nil {
		*page = make([]Event, pageEvents)
	}
	e.Number = r.next
	r.next++
	r.bytes += len(e.Data)
	*r.at(e.Number) = e
	r.enter(e)
	if r.updates != nil {
		close(r.updates)
		r.updates = nil
	}
}

// at returns the place of the event with that number.
func (r *Recording) at(number int) *Event {
	i := number % (len(r.pages) * pageEvents)
	return &r.pages[i/pageEvents][i%pageEvents]
}
