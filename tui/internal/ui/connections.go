package ui

import (
	"slices"

	"wallsockets/tui/internal/wire"
)

// sweepAfter is how many events the recording drops until the connections forget
// them, too.
const sweepAfter = wire.MaxEvents / 10

// connection is what the events say of a connection.
type connection struct {
	state  string  // after its newest event
	over   bool    // closed, reset or refused
	ended  [3]bool // sides that send no more
	events []int   // numbers, in order
}

// connections are those of a recording. An event costs the same however many there
// are, and what the recording has dropped is forgotten.
type connections struct {
	all      map[int]*connection // by number
	swept    int                 // number of the newest event that was forgotten
	answered int                 // number of the newest event with bytes of the server
}

func newConnections() *connections {
	return &connections{all: make(map[int]*connection)}
}

// get returns what is known of a connection, perhaps nothing.
func (c *connections) get(number int) *connection {
	if found := c.all[number]; found != nil {
		return found
	}
	return new(connection)
}

// add takes in a new event.
func (c *connections) add(event wire.Event) {
	if event.Conn == 0 {
		return
	}
	of := c.all[event.Conn]
	if of == nil {
		of = new(connection)
		c.all[event.Conn] = of
	}
	of.events = append(of.events, event.Number)
	if event.Kind == wire.Data && event.From == wire.Server {
		c.answered = event.Number
	}
	switch event.Kind {
	case wire.Connected:
		of.state = "connected"
	case wire.Queued:
		of.state = "waiting in the queue"
	case wire.Accepted:
		of.state = "open"
	case wire.HalfClosed:
		of.state = "half-closed by the " + event.From.String()
		of.ended[event.From] = true
	case wire.Closed:
		of.state = "closed"
	case wire.Reset:
		of.state = "reset by the " + event.From.String()
	case wire.Failed:
		of.state = "refused: no server"
	}
	of.over = of.over || slices.Contains([]wire.Kind{wire.Closed, wire.Reset, wire.Failed}, event.Kind)
}

// sweep forgets the events up to a number, and the connections that have no others.
// It reports whether it did: it waits until that is worth the time.
func (c *connections) sweep(dropped int) bool {
	if dropped-c.swept < sweepAfter {
		return false
	}
	c.swept = dropped
	for number, of := range c.all {
		kept, _ := slices.BinarySearch(of.events, dropped+1)
		if of.events = slices.Clone(of.events[kept:]); len(of.events) == 0 {
			delete(c.all, number)
		}
	}
	return true
}

// reads is how a message was read: bytes of one side that arrived, with no answer between.
type reads struct {
	at, count int  // which read the event is, and of how many
	bytes     int  // in all of them
	more      bool // there may be others that were not looked at
}

// readsMost is how many events before and after an event are looked at.
const readsMost = 1000

// inARow returns the reads of the message that an event belongs to.
func (of *connection) inARow(event wire.Event, recording *wire.Recording) reads {
	position, _ := slices.BinarySearch(of.events, event.Number)
	r := reads{at: 1, count: 1, bytes: event.Size}
	for _, by := range []int{-1, 1} {
		for i := position + by; i >= 0 && i < len(of.events); i += by {
			other, kept := recording.Event(of.events[i])
			if r.more = !kept || (i-position)*by > readsMost; r.more {
				break
			}
			from := other.Arrives()
			if from != wire.Neither && from != event.Arrives() {
				break
			}
			if from != wire.Neither {
				r.count, r.bytes = r.count+1, r.bytes+other.Size
				r.at += (1 - by) / 2
			}
		}
	}
	return r
}

// before returns the connection's newest message before an event.
func (of *connection) before(event wire.Event, recording *wire.Recording) (wire.Event, bool) {
	position, _ := slices.BinarySearch(of.events, event.Number)
	for i := position - 1; i >= max(0, position-readsMost); i-- {
		other, kept := recording.Event(of.events[i])
		if !kept || other.Kind == wire.Data {
			return other, kept
		}
	}
	return wire.Event{}, false
}
