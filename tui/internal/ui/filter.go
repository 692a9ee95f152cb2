package ui

import (
	"bytes"
	"fmt"
	"strings"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// filter selects events. The zero value selects all.
type filter struct {
	side wire.Side // only events of this side; Neither: of both
	conn int       // only events of this connection; 0: of all
}

func (f filter) passes(event wire.Event) bool {
	return (f.side == wire.Neither || event.From == f.side) &&
		(f.conn == 0 || event.Conn == f.conn)
}

func (f *filter) nextSide() { f.side = (f.side + 1) % (wire.Server + 1) }

// nextConn selects the next connection in events, and after the last one all.
func (f *filter) nextConn(events []wire.Event) {
	for _, event := range events {
		if event.Conn > f.conn {
			f.conn = event.Conn
			return
		}
	}
	f.conn = 0
}

// String describes the filter as the end of a list: ", only the client's".
func (f filter) String() string {
	text := ""
	if f.side != wire.Neither {
		text += fmt.Sprintf(", only the %v's", f.side)
	}
	if f.conn > 0 {
		text += fmt.Sprintf(", only #%d", f.conn)
	}
	return text
}

// search is a text to look for, in lower case. An empty one matches nothing.
type search string

// matches reports whether an event has the text: in the bytes that were sent,
// or in what is shown of them if the text has an escape such as \n.
func (s search) matches(event wire.Event) bool {
	if s == "" {
		return false
	}
	if strings.Contains(string(s), `\`) {
		return strings.Contains(strings.ToLower(printable.Quote(event.Data)), string(s))
	}
	return bytes.Contains(bytes.ToLower(event.Data), []byte(s))
}
