package ui

import (
	"bytes"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// streamMost is how many events of a conversation are laid out, so that opening a
// long one takes no longer than a key may.
const streamMost = 10_000

// streamLine is a line of a conversation, of one side.
type streamLine struct {
	from wire.Side // Neither: a remark of the guide
	text string
}

// stream shows the bytes of one connection that arrived, in order: what came in several
// reads is one text. What stops at the relay is a remark. It follows the end until the
// user scrolls up.
type stream struct {
	scroll
	conn   int
	hex    bool
	width  int
	lines  []streamLine
	side   wire.Side            // of the bytes in rest
	rest   []byte               // the last line, as long as it has no end
	from   int                  // index in lines of where rest begins
	bytes  [wire.Server + 1]int // of each side that arrived
	sent   [wire.Server + 1]int // by each side
	before int                  // events left out
}

// openStream opens the conversation of the selected event.
func (l *eventList) openStream() tea.Cmd {
	event, found := l.selected()
	if !found || event.Conn == 0 {
		return notify("select an event of the connection to follow first")
	}
	l.stream = &stream{conn: event.Conn}
	l.layOutStream()
	return nil
}

// layOutStream lays the conversation out again, after a change of width or form.
func (l *eventList) layOutStream() {
	s := l.stream
	fresh := &stream{conn: s.conn, hex: s.hex, width: l.width}
	fresh.height, fresh.top = l.height, s.top
	numbers := l.connections.get(s.conn).events
	fresh.before = max(0, len(numbers)-streamMost)
	for _, number := range numbers[fresh.before:] {
		if event, kept := l.recording.Event(number); kept {
			fresh.say(event)
		}
	}
	fresh.setLength(len(fresh.lines))
	l.stream = fresh
}

// add takes in a new event.
func (s *stream) add(event wire.Event) {
	if event.Conn != s.conn {
		return
	}
	end := s.atEnd()
	s.say(event)
	if end {
		s.top = len(s.lines)
	}
	s.setLength(len(s.lines))
}

// say appends the bytes of a message, or what else happened.
func (s *stream) say(event wire.Event) {
	if event.Kind == wire.Data {
		s.sent[event.From] += event.Size
	}
	from := event.Arrives()
	switch {
	case event.Stopped:
		s.remark("stops at the relay: " + excerpt(event, s.width))
		return
	case from == wire.Neither:
		s.remark(event.From.String() + " " + happened(event))
		return
	case from != s.side:
		s.side, s.rest, s.from = from, nil, len(s.lines)
	}
	s.bytes[from] += event.Size
	s.lines = s.lines[:s.from]
	s.rest = append(s.rest, event.Data...)
	for len(s.rest) > 0 {
		line, whole := s.next()
		s.from = len(s.lines)
		s.layOut(line)
		if !whole {
			break
		}
		s.rest, s.from = s.rest[len(line):], len(s.lines)
	}
	if cut := event.Size - len(event.Data); cut > 0 {
		s.remark(fmt.Sprintf("%d bytes more, which were not kept", cut))
	}
}

// next returns the first line of rest and whether its end is known.
func (s *stream) next() (line []byte, whole bool) {
	if row := perRow(s.width - len("C> ")); s.hex {
		return s.rest[:min(row, len(s.rest))], len(s.rest) >= row
	}
	end := bytes.IndexByte(s.rest, '\n') + 1
	if end == 0 {
		return s.rest, false
	}
	return s.rest[:end], true
}

func (s *stream) layOut(line []byte) {
	room := s.width - len("C> ")
	if s.hex {
		for _, text := range hexLines(line, room) {
			s.lines = append(s.lines, streamLine{s.side, text[len("0000 "):]})
		}
		return
	}
	for _, text := range chop(printable.Text(line), room) {
		s.lines = append(s.lines, streamLine{s.side, text})
	}
}

// remark appends a line of the guide's own, which ends the text of a side.
func (s *stream) remark(text string) {
	s.lines = append(s.lines, streamLine{wire.Neither, text})
	s.side, s.rest, s.from = wire.Neither, nil, len(s.lines)
}

// pressStream handles a key of the open conversation and reports whether it was one.
func (l *eventList) pressStream(msg tea.KeyMsg, keys keyMap) (tea.Cmd, bool) {
	switch {
	case l.stream.press(msg, keys):
	case key.Matches(msg, keys.cancel, keys.stream):
		l.stream = nil
	case key.Matches(msg, keys.hex):
		l.stream.hex, l.stream.top = !l.stream.hex, 0
		l.layOutStream()
	case key.Matches(msg, keys.copy):
		return l.copyStream(), true
	default:
		return nil, false
	}
	return nil, true
}

func (s *stream) view(styles styles) []string {
	top := max(0, min(s.top, len(s.lines)))
	var lines []string
	for _, line := range s.lines[top:min(len(s.lines), top+s.height)] {
		event := wire.Event{From: line.from, Kind: wire.Data}
		lines = append(lines, sideStyle(event, styles).Render(sideMark(line.from)+" "+line.text))
	}
	return lines
}

// summary says for the heading what is followed.
func (s *stream) summary(of *connection) string {
	form := "text"
	if s.hex {
		form = "hex"
	}
	text := fmt.Sprintf("conversation #%d, %s, %s: C> %s, S> %s", s.conn, of.state, form,
		s.arrived(wire.Client), s.arrived(wire.Server))
	if s.before > 0 {
		text += fmt.Sprintf(", %d events before", s.before)
	}
	return text
}

// arrived says how many bytes of a side arrived, and how many it sent if these are others.
func (s *stream) arrived(side wire.Side) string {
	if s.bytes[side] == s.sent[side] {
		return fmt.Sprintf("%d bytes", s.sent[side])
	}
	return fmt.Sprintf("%d bytes sent, %d delivered", s.sent[side], s.bytes[side])
}
