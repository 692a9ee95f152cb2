package ui

import (
	"bytes"
	"sort"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// messages is the view of a recording: which of its events are shown, how, and
// from which on. It asks the recording for no more than it draws, so that a
// hundred thousand messages cost no more than ten.
type messages struct {
	recording *wire.Recording
	side      wire.Side // only what this side did; Neither: both
	conn      int       // only this connection; 0: all
	search    string    // in lower case
	hex       bool
	lanes     bool
	once      bool         // a server accepts its first client only
	fresh     bool         // a server has begun, and its first client is to come
	accepts   map[int]bool // by connection, where once is true: accepted

	shown     []int // numbers of the events that pass the filters
	seen      int   // number of the last event looked at
	latest    int   // number of the last event ever looked at
	forgotten int   // number of the last event that is not to be shown any more
	top       int   // index in shown of the first row
	follow    bool  // keep the newest in sight

	width, height int
}

func newMessages(recording *wire.Recording) *messages {
	return &messages{recording: recording, follow: true, accepts: make(map[int]bool)}
}

// accepted tells whether a connection has a transfer socket. One that does not
// was put into the listener's queue by the kernel, and nobody takes it out.
func (m *messages) accepted(conn int) bool { return !m.once || m.accepts[conn] }

// refresh looks at the events that are new.
func (m *messages) refresh() {
	for _, event := range m.recording.From(m.seen + 1) {
		m.seen = event.Number
		if m.fresh && event.Number > m.latest && event.Kind == wire.Connected {
			m.accepts[event.Conn], m.fresh = true, false
		}
		m.latest = max(m.latest, event.Number)
		if m.passes(event) {
			m.shown = append(m.shown, event.Number)
		}
	}
	gone := sort.SearchInts(m.shown, m.recording.Dropped()+1)
	m.shown = m.shown[gone:]
	m.top = max(0, m.top-gone)
}

// passes tells whether the filters let an event through.
func (m *messages) passes(event wire.Event) bool {
	return (m.side == wire.Neither || event.From == m.side) &&
		(m.conn == 0 || event.Conn == m.conn)
}

// filter looks at all events again, after the filters have changed.
func (m *messages) filter() {
	m.shown, m.seen, m.top, m.follow = nil, m.forgotten, 0, true
	m.refresh()
}

// press moves in the messages, or shows others, or in another way. It tells
// whether the key was for that.
func (m *messages) press(msg tea.KeyMsg, keys keyMap) bool {
	switch {
	case m.move(msg, keys):
	case key.Matches(msg, keys.view):
		m.lanes = !m.lanes
	case key.Matches(msg, keys.hex):
		m.hex = !m.hex
	case key.Matches(msg, keys.side):
		m.side = (m.side + 1) % (wire.Server + 1)
		m.filter()
	case key.Matches(msg, keys.conn):
		m.nextConn()
		m.filter()
	case key.Matches(msg, keys.nextHit):
		m.nextHit()
	case key.Matches(msg, keys.clear):
		m.forgotten, m.conn = m.seen, 0
		m.filter()
	default:
		return false
	}
	return true
}

// move scrolls by a key, event by event or page by page. At the end it follows
// what comes.
func (m *messages) move(msg tea.KeyMsg, keys keyMap) bool {
	top, last := m.first(), m.pageBefore(len(m.shown))
	switch {
	case key.Matches(msg, keys.up):
		top--
	case key.Matches(msg, keys.down):
		top++
	case key.Matches(msg, keys.pageUp):
		top = m.pageBefore(top)
	case key.Matches(msg, keys.pageDown):
		top = m.pageAfter(top)
	case key.Matches(msg, keys.top):
		top = 0
	case key.Matches(msg, keys.bottom):
		top = last
	default:
		return false
	}
	m.top = max(0, min(top, last))
	m.follow = m.top == last
	return true
}

// first is the index of the first event in sight.
func (m *messages) first() int {
	if m.follow {
		return m.pageBefore(len(m.shown))
	}
	return max(0, min(m.top, len(m.shown)-1))
}

// pageBefore is the first index of the page that ends before an index. It has
// one event at least, be that higher than the screen.
func (m *messages) pageBefore(end int) int {
	first, rows := end, 0
	for first > 0 {
		rows += m.rows(m.at(first - 1))
		if rows > m.room() && first < end {
			break
		}
		first--
	}
	return first
}

// pageAfter is the first index behind the page that begins at an index.
func (m *messages) pageAfter(first int) int {
	end, rows := first, 0
	for end < len(m.shown) {
		rows += m.rows(m.at(end))
		if rows > m.room() && end > first {
			break
		}
		end++
	}
	return end
}

// room is how many lines there are for events: lanes have names above them.
func (m *messages) room() int {
	if m.lanes {
		return m.height - 1
	}
	return m.height
}

// rows is how many lines an event takes.
func (m *messages) rows(event wire.Event) int {
	switch {
	case m.lanes && event.Kind == wire.Connected:
		return 2
	case m.hex && !m.lanes && event.Kind == wire.Data:
		return 1 + (len(event.Data)+15)/16
	}
	return 1
}

// at is the event of an index in shown.
func (m *messages) at(i int) wire.Event {
	events := m.recording.Window(m.shown[i], 1)
	if len(events) == 0 || events[0].Number != m.shown[i] {
		return wire.Event{Number: m.shown[i]} // dropped a moment ago
	}
	return events[0]
}

// nextConn goes through the connections and back to all.
func (m *messages) nextConn() {
	for _, event := range m.recording.From(1) {
		if event.Conn > m.conn {
			m.conn = event.Conn
			return
		}
	}
	m.conn = 0
}

// find looks for text in the messages from the first one in sight on.
func (m *messages) find(text string) tea.Cmd {
	m.search = strings.ToLower(text)
	if m.search == "" {
		return nil
	}
	m.top = m.first() - 1
	if !m.nextHit() {
		m.top++
		return notify("%q is not in the messages shown", m.search)
	}
	return notify("n: the next message with %q", m.search)
}

// nextHit goes to the next event that has the text searched for, from the
// start again behind the last.
func (m *messages) nextHit() bool {
	if m.search == "" {
		return false
	}
	hits := make(map[int]bool) // by number; asking for events one by one is slow
	for _, event := range m.recording.From(m.forgotten + 1) {
		if m.isHit(event) {
			hits[event.Number] = true
		}
	}
	for i := range m.shown {
		at := (max(m.top, -1) + 1 + i) % len(m.shown)
		if hits[m.shown[at]] {
			m.top, m.follow = at, false
			return true
		}
	}
	return false
}

// isHit tells whether an event has the text searched for: as it was sent, or
// as it is shown, where the text has an escape like \n in it.
func (m *messages) isHit(event wire.Event) bool {
	if m.search == "" {
		return false
	}
	if strings.Contains(m.search, `\`) {
		return strings.Contains(strings.ToLower(printable.Quote(event.Data)), m.search)
	}
	return bytes.Contains(bytes.ToLower(event.Data), []byte(m.search))
}
