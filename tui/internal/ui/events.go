package ui

import (
	"slices"
	"sort"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/wire"
)

// eventList shows the events of a recording, as a list or as lanes, and one of them or
// one conversation in full. On the screen, too, each row is an event, and one with bytes
// is a message. It asks the
// recording only for what it draws, so that a hundred thousand events cost no more
// than ten.
type eventList struct {
	recording   *wire.Recording
	connections *connections
	filter      filter
	search      *search
	hunt        *hunt   // nil: no search is under way
	prompt      *prompt // the line that a filter or a search is typed in
	hex         bool
	lanes       bool
	detail      *detail                       // of the selected event; nil: closed
	excerpt     func(wire.Event) *codeExcerpt // of the code that did it; nil: there is no code
	stream      *stream                       // the conversation that is followed; nil: none

	shown     []int // numbers of the events that pass the filter
	conns     []int // their connections, sorted
	seen      int   // number of the last event in shown, or left out of it
	forgotten int   // number of the last event that the user has cleared
	cursor    int   // index in shown of the selected event
	top       int   // index in shown of the first row
	follow    bool  // select the newest
	followed  int   // number of the newest event when the list followed last

	firstLane int  // index in conns of the first one with lanes
	sideways  bool // the user has scrolled the lanes away from the selected event

	width, height int
}

func newEventList(recording *wire.Recording) *eventList {
	return &eventList{recording: recording, connections: newConnections(),
		prompt: newPrompt(), follow: true}
}

func (l *eventList) setSize(width, height int) {
	if l.width == width && l.height == height {
		return
	}
	l.width, l.height = width, height
	l.settle()
	if l.stream != nil {
		l.layOutStream()
	}
}

// refresh takes in the events that are new.
func (l *eventList) refresh() {
	l.each(l.seen+1, func(event wire.Event) {
		l.connections.add(event)
		l.take(event)
		if l.stream != nil {
			l.stream.add(event)
		}
	})
	if l.follow {
		l.followed = l.seen
	}
	dropped := l.recording.Dropped()
	gone := sort.SearchInts(l.shown, dropped+1)
	l.shown = l.shown[gone:]
	l.top, l.cursor = max(0, l.top-gone), max(0, l.cursor-gone)
	if l.hunt != nil {
		l.hunt.at -= gone
	}
	if l.connections.sweep(dropped) {
		l.conns = slices.DeleteFunc(l.conns, func(conn int) bool {
			return l.connections.all[conn] == nil
		})
	}
	l.settle()
}

// reload shows another recording.
func (l *eventList) reload(recording *wire.Recording) {
	l.recording, l.connections = recording, newConnections()
	l.shown, l.conns, l.seen = nil, nil, 0
	l.refresh()
}

// each calls do for each event from that number on.
func (l *eventList) each(number int, do func(event wire.Event)) {
	for ; ; number++ {
		if event, kept := l.recording.Event(number); kept {
			do(event)
		} else if dropped := l.recording.Dropped(); number <= dropped {
			number = dropped // the oldest that is kept comes next
		} else {
			return
		}
	}
}

// take shows an event if it passes the filter.
func (l *eventList) take(event wire.Event) {
	l.seen = event.Number
	if !l.filter.passes(event) {
		return
	}
	l.shown = append(l.shown, event.Number)
	newest := 0
	if n := len(l.conns); n > 0 {
		newest = l.conns[n-1]
	}
	switch {
	case event.Conn > newest:
		l.conns = append(l.conns, event.Conn)
	case event.Conn > 0 && event.Conn < newest:
		if at, found := slices.BinarySearch(l.conns, event.Conn); !found {
			l.conns = slices.Insert(l.conns, at, event.Conn)
		}
	}
}

// setFilter filters all events again. The selected event stays selected, or the
// next one that passes.
func (l *eventList) setFilter(f filter) {
	selected := 0
	if l.cursor < len(l.shown) {
		selected = l.shown[l.cursor]
	}
	l.filter = f
	l.shown, l.conns, l.firstLane = l.shown[:0], l.conns[:0], 0
	l.each(l.forgotten+1, l.take)
	l.cursor = sort.SearchInts(l.shown, selected)
	l.settle()
}

// settle keeps the selected event within the list and on the screen, or selects the
// newest one if the list follows.
func (l *eventList) settle() {
	last := max(0, len(l.shown)-1)
	if l.cursor = min(l.cursor, last); l.follow {
		l.cursor = last
	}
	l.top = l.first()
	l.firstLane, l.sideways = l.laneStart(), l.sideways && !l.follow
}

// clear forgets the events so far.
func (l *eventList) clear() {
	l.forgotten, l.follow, l.followed, l.detail = l.seen, true, l.seen, nil
	l.setFilter(l.filter.withConn(0))
}

// showNewest lifts the filter and follows again: the user has done something and wants
// to see what comes of it.
func (l *eventList) showNewest() {
	l.follow, l.followed, l.detail = true, l.seen, nil
	if l.stream != nil && l.connections.get(l.stream.conn).over {
		l.stream = nil // it shows nothing new any more
	}
	if l.filter.conditions != nil {
		l.setFilter(filter{})
	}
	l.settle()
}

// missed returns how many events of the list have come since it followed last.
func (l *eventList) missed() int {
	return len(l.shown) - sort.SearchInts(l.shown, l.followed+1)
}

// at returns the event at an index in shown.
func (l *eventList) at(i int) wire.Event {
	event, kept := l.recording.Event(l.shown[i])
	if !kept {
		return wire.Event{Number: l.shown[i]} // the recording has just dropped it
	}
	return event
}

// selected returns the selected event, if there is one.
func (l *eventList) selected() (wire.Event, bool) {
	if l.cursor >= len(l.shown) {
		return wire.Event{}, false
	}
	return l.at(l.cursor), true
}

// typing reports whether a filter or a search is typed: then a key is text.
func (l *eventList) typing() bool { return l.prompt.isOpen() }

// press handles a key of the list and reports whether the key was one.
func (l *eventList) press(msg tea.KeyMsg, keys keyMap) (tea.Cmd, bool) {
	switch {
	case l.typing():
		return l.pressPrompt(msg, keys), true
	case l.stream != nil:
		return l.pressStream(msg, keys)
	case key.Matches(msg, keys.cancel) && l.detail != nil:
		l.closeDetail()
	case key.Matches(msg, keys.cancel) && l.search != nil:
		l.search = nil
	case l.detail != nil && l.scrollDetail(msg, keys):
	case l.move(msg, keys):
	default:
		return l.pressList(msg, keys)
	}
	return nil, true
}

// pressList handles a key that changes what is shown, and how.
func (l *eventList) pressList(msg tea.KeyMsg, keys keyMap) (tea.Cmd, bool) {
	switch {
	case key.Matches(msg, keys.enter):
		l.openDetail()
	case key.Matches(msg, keys.stream):
		return l.openStream(), true
	case key.Matches(msg, keys.view):
		l.lanes = !l.lanes
		l.settle()
	case key.Matches(msg, keys.hex):
		l.hex = !l.hex
		l.settle()
	case key.Matches(msg, keys.filter):
		l.prompt.open(promptFilter, l.filter.String())
	case key.Matches(msg, keys.search):
		l.prompt.open(promptSearch, "")
	case key.Matches(msg, keys.nextHit):
		return l.nextHit(1), true
	case key.Matches(msg, keys.previousHit):
		return l.nextHit(-1), true
	case key.Matches(msg, keys.conn):
		l.setFilter(l.filter.withConn(l.nextConn(1)))
	case key.Matches(msg, keys.previousConn):
		l.setFilter(l.filter.withConn(l.nextConn(-1)))
	case key.Matches(msg, keys.copy):
		return l.copySelected(), true
	default:
		return nil, false
	}
	return nil, true
}

// nextConn returns the connection to show next: the selected event's, then by turns
// the next one, or the previous one if by is -1, and after the last one 0 for all.
func (l *eventList) nextConn(by int) int {
	now := l.filter.conn()
	if event, found := l.selected(); now == 0 && found && event.Conn > 0 {
		return event.Conn
	}
	next := 0
	for conn := range l.connections.all {
		if (conn-now)*by > 0 && (next == 0 || (next-conn)*by > 0) {
			next = conn
		}
	}
	return next
}
