package wire

import (
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/printable"
)

// What a recording keeps. Beyond either, its oldest events are dropped.
const (
	MaxEvents = 100_000
	MaxBytes  = 32 << 20 // of Data
)

// Recording is a list of events, in the order in which they happened. It is
// bounded, so that it can grow for as long as the guide runs. Its methods may
// be called by any number of goroutines at the same time.
type Recording struct {
	maxEvents, maxBytes int

	mu      sync.Mutex
	ring    []Event // the event of number n is at n % len(ring)
	first   int     // number of the oldest event kept
	next    int     // number that the next event gets
	bytes   int     // data in the events kept
	conns   int     // connections numbered so far
	last    time.Time
	updates chan struct{} // closed at the next event; nil if nobody waits for it
}

// NewRecording returns an empty recording.
func NewRecording() *Recording {
	return newRecording(MaxEvents, MaxBytes)
}

func newRecording(maxEvents, maxBytes int) *Recording {
	return &Recording{maxEvents: maxEvents, maxBytes: maxBytes, first: 1, next: 1}
}

// Load returns a recording of events that were saved, as they are but for
// their numbers, which count from 1 again.
func Load(events []Event) *Recording {
	r := NewRecording()
	for _, e := range events {
		r.append(e)
		r.conns = max(r.conns, e.Conn)
		r.last = e.Time
	}
	return r
}

// Connection returns the number for a connection that is new.
func (r *Recording) Connection() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns++
	return r.conns
}

// Add records that e happens now. It sets the number, the size and the times,
// makes the texts printable, and keeps a copy of the data.
func (r *Recording) Add(e Event) {
	e.Size = len(e.Data)
	e.Data = append([]byte(nil), e.Data[:min(e.Size, maxData)]...)
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
}

// clean is text as an event has it: printable, and no space at its ends. These
// go first: a mark that sat on a space is escaped for want of it.
func clean(text string) string {
	return printable.Text([]byte(strings.Trim(text, " ")))
}

// append adds e and drops what is too much by it. The lock is held, or nobody
// else has the recording yet.
func (r *Recording) append(e Event) {
	for r.next-r.first >= r.maxEvents ||
		r.next > r.first && r.bytes+len(e.Data) > r.maxBytes {
		oldest := r.at(r.first)
		r.bytes -= len(oldest.Data)
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
	if r.updates != nil {
		close(r.updates)
		r.updates = nil
	}
}

// at is the place of the event of that number.
func (r *Recording) at(number int) *Event {
	return &r.ring[number%len(r.ring)]
}

// grow doubles the ring: a short recording takes little memory.
func (r *Recording) grow() {
	bigger := make([]Event, min(max(2*len(r.ring), 256), r.maxEvents))
	for number := r.first; number < r.next; number++ {
		bigger[number%len(bigger)] = *r.at(number)
	}
	r.ring = bigger
}
