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

// Recording is a list of events in the order in which they happened. Its size is
// bounded, however long the guide runs. Several goroutines may call its methods at
// the same time.
type Recording struct {
	maxEvents, maxBytes int

	mu      sync.Mutex
	ring    []Event // the event of number n is at n % len(ring)
	first   int     // number of the oldest event kept
	next    int     // number that the next event gets
	bytes   int     // data in the events kept
	conns   int     // connections numbered so far
	last    time.Time
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
		table: make(map[int]*Conn), relays: make(map[string][]int),
		identified: make(chan struct{}, 1)}
}

// Load returns a recording of saved events. It changes only their numbers, which
// count from 1 again.
func Load(events []Event) *Recording {
	r := NewRecording()
	for _, e := range events {
		r.append(e)
		r.conns = max(r.conns, e.Conn)
		r.last = e.Time
	}
	return r
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
	if r.next-r.first == len(r.ring) {
		r.grow()
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
	return &r.ring[number%len(r.ring)]
}

// grow doubles the ring. It starts small because most recordings are short.
func (r *Recording) grow() {
	bigger := make([]Event, min(max(2*len(r.ring), 256), r.maxEvents))
	for number := r.first; number < r.next; number++ {
		bigger[number%len(bigger)] = *r.at(number)
	}
	r.ring = bigger
}
