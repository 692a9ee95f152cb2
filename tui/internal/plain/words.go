package plain

import (
	"fmt"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// eventSentence says what happened on a connection.
func eventSentence(e wire.Event) string {
	text := fmt.Sprintf("On connection %d %s", e.Conn, action(e))
	if e.Since > 0 {
		text += fmt.Sprintf(" (after %.3f milliseconds)", e.Since.Seconds()*1000)
	}
	return text
}

// action returns who did what.
func action(e wire.Event) string {
	who := "the " + e.From.String()
	switch e.Kind {
	case wire.Connected:
		if e.Peer == "" { // in a check
			return "a client connects"
		}
		return "a client connects from " + e.Peer
	case wire.Queued:
		return "the client waits in the queue: the server has not accepted it"
	case wire.Accepted:
		return "the server accepts the client"
	case wire.Data:
		verb := "says"
		if e.From == wire.Server {
			verb = "answers"
		}
		said := fmt.Sprintf("%s %s %d bytes: %s", who, verb, e.Size, e.Quoted())
		if e.Stopped {
			said += ", which stop at the relay"
		}
		return said
	case wire.HalfClosed:
		return who + " has half-closed the connection"
	case wire.Closed:
		return who + " closes, and the connection is over"
	case wire.Reset:
		return who + " resets the connection"
	case wire.Interfered:
		return "on the wire: " + e.Interference()
	}
	return "the server could not be reached: " + e.Reason
}

// lineSentence says what a program printed. Who names the program.
// It returns "" for what was said already: a client's question and the user's answer
// to it.
func lineSentence(entry session.Entry, who string) string {
	line := entry.Line
	isError := line.Source == runner.Stderr
	isQuestion := isError && line.Open && entry.Client != nil
	if line.Source == runner.Stdin || isQuestion || line.Text == "" {
		return ""
	}
	verb := "prints"
	if isError {
		verb = "notes"
	}
	return fmt.Sprintf("%s %s: %s%s", who, verb, line.Text, printable.More(line.Cut))
}
