package plain

import (
	"fmt"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// sentence says what happened on a connection.
func sentence(e wire.Event) string {
	text := fmt.Sprintf("On connection %d %s", e.Conn, deed(e))
	if e.Since > 0 {
		text += fmt.Sprintf(" (after %.3f milliseconds)", e.Since.Seconds()*1000)
	}
	return text
}

// deed is what was done, and by whom.
func deed(e wire.Event) string {
	who := "the " + e.From.String()
	switch e.Kind {
	case wire.Connected:
		return "a client connects from " + e.Peer
	case wire.Data:
		verb := "says"
		if e.From == wire.Server {
			verb = "answers"
		}
		text := fmt.Sprintf("%s %s %d bytes: %s", who, verb, e.Size,
			printable.Quote(e.Data))
		if e.Size > len(e.Data) {
			text += fmt.Sprintf(" and %d bytes more", e.Size-len(e.Data))
		}
		return text
	case wire.HalfClosed:
		return who + " sends no more"
	case wire.Closed:
		return who + " closes, and the connection is over"
	case wire.Reset:
		return who + " breaks the connection off"
	}
	return "the server could not be reached: " + e.Reason
}

// report says what a program printed. It is "" for what needs no report: the
// question of a client and what was typed, which is said at once.
func report(entry session.Entry) string {
	who := "The server"
	if entry.Client > 0 {
		who = fmt.Sprintf("Client %d", entry.Client)
	}
	line := entry.Line
	isError := line.Source == runner.Stderr
	isQuestion := isError && line.Open && entry.Client > 0
	if line.Source == runner.Stdin || isQuestion || line.Text == "" {
		return ""
	}
	if line.Cut > 0 {
		line.Text += fmt.Sprintf(" and %d bytes more", line.Cut)
	}
	if isError {
		return who + " notes: " + line.Text
	}
	return who + " prints: " + line.Text
}
