package wire

import (
	"fmt"
	"time"

	"wallsockets/tui/internal/printable"
)

// Kind says what happened.
type Kind uint8

const (
	// Connected: a client has connected to the tap.
	Connected Kind = iota + 1
	// Data: bytes arrived, as many as one read returned.
	Data
	// HalfClosed: a side sends no more. The other still may. Whether the side
	// closed all of its socket or only the half cannot be told from outside.
	HalfClosed
	// Closed: the second side sends no more either; the connection is over.
	Closed
	// Reset: a side broke the connection off, or refuses what it is sent.
	Reset
	// Failed: the server could not be reached, and the client was cut off.
	Failed
)

// kinds are the words for the kinds.
var kinds = [...]string{Connected: "connected", Data: "data",
	HalfClosed: "half-closed", Closed: "closed", Reset: "reset", Failed: "failed"}

// String is the kind in a word: "half-closed".
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

// sides are the words for the sides.
var sides = [...]string{Neither: "tap", Client: "client", Server: "server"}

// String is the side in a word: "client".
func (s Side) String() string {
	if int(s) < len(sides) {
		return sides[s]
	}
	return fmt.Sprintf("Side(%d)", uint8(s))
}

// other is the side that s talks to.
func (s Side) other() Side {
	if s == Client {
		return Server
	}
	return Client
}

// maxData is how many of an event's bytes are kept.
const maxData = 4 << 10

// Event is one thing that happened on a connection.
type Event struct {
	Number int // 1 for the recording's first; one more for each
	Conn   int // the connection: 1 for the first; 0 if it concerns none
	Kind   Kind
	From   Side          // who did it
	Data   []byte        // what was sent, of Data: at most its first 4 KiB
	Size   int           // bytes sent, of Data; more than len(Data) if that is cut
	Time   time.Time     // when; zero if it is not known
	Since  time.Duration // since the event before it in the recording
	Peer   string        // who the client is, of Connected; printable
	Reason string        // why, of Failed; printable
}

// Quoted returns what was sent between double quotes, printable. If an event
// keeps only its beginning, " and 904 bytes more" follows.
func (e Event) Quoted() string {
	return printable.Quote(e.Data) + printable.More(e.Size-len(e.Data))
}
