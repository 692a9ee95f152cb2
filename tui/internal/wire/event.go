package wire

import (
	"fmt"
	"time"

	"wallsockets/tui/internal/printable"
)

// Kind is what happened.
type Kind uint8

const (
	// Connected: a client has connected to the tap.
	Connected Kind = iota + 1
	// Queued: the server has not accepted the connection yet. The kernel keeps it
	// in the listener's queue, with what the client sends.
	Queued
	// Accepted: the server has accepted the connection.
	Accepted
	// Data: one read returned bytes.
	Data
	// HalfClosed: a side sends no more; the other still may. From outside one
	// cannot see whether the side closed its whole socket or only that half.
	HalfClosed
	// Closed: the other side sends no more either; the connection is over.
	Closed
	// Reset: a side reset the connection, or accepts no more data.
	Reset
	// Failed: the server could not be reached, and the client was disconnected.
	Failed
	// Started: the server was started. What follows is another run.
	Started
	// Interfered: hands on the wire did something to what a side sent.
	Interfered
)

// kinds has a word for each kind.
var kinds = [...]string{Connected: "connected", Queued: "queued",
	Accepted: "accepted", Data: "data", HalfClosed: "half-closed",
	Closed: "closed", Reset: "reset", Failed: "failed", Started: "started",
	Interfered: "interfered"}

// String returns the kind in a word: "half-closed".
func (k Kind) String() string {
	if int(k) < len(kinds) && kinds[k] != "" {
		return kinds[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Side is an end of a connection, as seen from the tap.
type Side uint8

const (
	// Neither: the tap itself, which closed the connection when it was closed.
	Neither Side = iota
	// Client is the side that connected.
	Client
	// Server is the stage's server.
	Server
)

// sides has a word for each side.
var sides = [...]string{Neither: "relay", Client: "client", Server: "server"}

// String returns the side in a word: "client".
func (s Side) String() string {
	if int(s) < len(sides) {
		return sides[s]
	}
	return fmt.Sprintf("Side(%d)", uint8(s))
}

// other returns the side that s talks to.
func (s Side) other() Side {
	if s == Client {
		return Server
	}
	return Client
}

// maxData is how many bytes of an event are kept.
const maxData = 4 << 10

// Event is one thing that happened on a connection.
type Event struct {
	Number  int // counts from 1 in each recording
	Conn    int // the connection, counted from 1; 0: none
	Kind    Kind
	From    Side          // who did it
	Act     Act           // for Interfered: what was done
	Of      Side          // for Interfered: to whose bytes; for Dropped to whom
	Data    []byte        // for Data: what was sent, at most the first 4 KiB
	Stopped bool          // for Data: it stops at the tap; what is Delivered of it, and when, is another event
	Size    int           // for Data: bytes sent; more than len(Data) if that is cut
	At      int           // for Split: the size of the first piece
	Pause   time.Duration // for Delayed and Dripped: how long
	Time    time.Time     // when; zero: unknown
	Since   time.Duration // since the previous event of the recording
	Peer    string        // for Connected: all that is known of the client; printable
	Reason  string        // for Failed: why; for Started: the command, if known; printable
}

// Arrives returns whose bytes an event lets go on to the other side, or Neither: those of
// Data that does not stop at the tap, or of what is Delivered.
func (e Event) Arrives() Side {
	switch {
	case e.Kind == Data && !e.Stopped:
		return e.From
	case e.Kind == Interfered && e.Act == Delivered && e.Size > 0:
		return e.Of
	}
	return Neither
}

// Quoted returns what was sent between double quotes, printable. If an event
// keeps only its beginning, " and 904 bytes more" follows.
func (e Event) Quoted() string {
	return printable.Quote(e.Data) + printable.More(e.Size-len(e.Data))
}
