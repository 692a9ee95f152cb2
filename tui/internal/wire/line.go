package wire

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wallsockets/tui/internal/printable"
)

// Line returns an event as one line, as text files and the command line have it:
//
//	+0.000000s  #1   client> connected from 127.0.0.1:51234
//	+0.000123s  #1   client>    18  "the quick zyzzyva\n"
//	+0.000098s  #1   server>    93  "the\t165145\t82002.2\t7.91\nquick\t…"
//	+0.000004s  #1   server> half-closed
//	+0.000081s  #1   client> closed
//
// These are the seconds since the previous event, the connection, the side, and
// what happened: a word, or the number of bytes that were sent and the bytes
// themselves, as Event.Quoted returns them, and whether they stop at the relay.
func Line(e Event) string {
	micros := max(e.Since.Microseconds(), 0)
	since := fmt.Sprintf("+%d.%06ds", micros/1e6, micros%1e6)
	return fmt.Sprintf("%11s  #%-3d %6v> %s", since, e.Conn, e.From, what(e))
}

// what returns the last part of an event's line.
func what(e Event) string {
	switch {
	case e.Kind == Data && e.Stopped:
		return fmt.Sprintf("%5d  %s%s", e.Size, e.Quoted(), stopped)
	case e.Kind == Data:
		return fmt.Sprintf("%5d  %s", e.Size, e.Quoted())
	case e.Kind == Connected && e.Peer != "":
		return fromPeer + e.Peer
	case e.Kind == Failed && e.Reason != "":
		return forReason + e.Reason
	case e.Kind == Started && e.Reason != "":
		return byCommand + e.Reason
	case e.Kind == Interfered:
		return e.Interference()
	}
	return e.Kind.String()
}

const (
	fromPeer  = "connected from "
	forReason = "failed: "
	byCommand = "started: "
	stopped   = "; stopped at the relay"
)

// parseLine reads what Line wrote, with any number of spaces between the parts.
// A line has no number and no time. The caller must check the event.
func parseLine(line string) (Event, error) {
	since, rest := cut(line)
	conn, rest := cut(rest)
	side, rest := cut(rest)
	var e Event
	var err error
	if e.Since, err = parseSince(since); err != nil {
		return Event{}, err
	}
	number, ok := strings.CutPrefix(conn, "#")
	if e.Conn, err = strconv.Atoi(number); err != nil || !ok {
		return Event{}, errors.New("want a connection such as #1 after the time")
	}
	side, ok = strings.CutSuffix(side, ">")
	if e.From, err = parseSide(side); err != nil || !ok {
		return Event{}, errors.New("want client>, server> or relay> " +
			"after the connection")
	}
	return e, parseWhat(&e, rest)
}

// cut returns the first word of a text and what follows it.
func cut(text string) (word, rest string) {
	word, rest, _ = strings.Cut(text, " ")
	return word, strings.TrimLeft(rest, " ")
}

// parseSince reads a time such as +0.000123s, to the microsecond.
func parseSince(text string) (time.Duration, error) {
	number, ok := strings.CutPrefix(text, "+")
	since, err := time.ParseDuration(number)
	if err != nil || !ok || since < 0 {
		return 0, errors.New("want a time such as +0.000123s at the beginning")
	}
	return since.Truncate(time.Microsecond), nil
}

// parseWhat reads the last part of a line.
func parseWhat(e *Event, text string) (err error) {
	if peer, ok := strings.CutPrefix(text, fromPeer); ok {
		e.Kind, e.Peer = Connected, clean(peer)
		return nil
	}
	if reason, ok := strings.CutPrefix(text, forReason); ok {
		e.Kind, e.Reason = Failed, clean(reason)
		return nil
	}
	if command, ok := strings.CutPrefix(text, byCommand); ok {
		e.Kind, e.Reason = Started, clean(command)
		return nil
	}
	size, rest := cut(text)
	if e.Size, err = strconv.Atoi(size); err == nil {
		e.Kind = Data
		rest, e.Stopped = strings.CutSuffix(rest, stopped)
		return parseData(e, rest)
	}
	if word, _ := cut(text); slices.Contains(interferes, word) {
		return parseInterference(e, text)
	}
	e.Kind, err = parseKind(text)
	if err != nil || e.Kind == Data || e.Kind == Interfered {
		return errors.New("want a number of bytes, or connected, queued, accepted, " +
			"half-closed, closed, reset, failed or started, after the side")
	}
	return nil
}

// parseData reads the quoted bytes of an event.
func parseData(e *Event, text string) error {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return errors.New("want text in double quotes after the number of bytes")
	}
	data, err := printable.Unquote(quoted)
	if err != nil {
		return err
	}
	e.Data = append(e.Data, data...) // nil if there are none
	more := printable.More(e.Size - len(e.Data))
	if rest := text[len(quoted):]; rest != "" && rest != more {
		return fmt.Errorf("want nothing after the text or%s", more)
	}
	return nil
}

// parseKind returns the kind with that word.
func parseKind(word string) (Kind, error) {
	if i := slices.Index(kinds[:], word); i > 0 {
		return Kind(i), nil
	}
	return 0, fmt.Errorf("want one of %s", strings.Join(kinds[1:], ", "))
}

// parseSide returns the side with that word.
func parseSide(word string) (Side, error) {
	if i := slices.Index(sides[:], word); i >= 0 {
		return Side(i), nil
	}
	return 0, errors.New("want client, server or tap")
}
