package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/wire"
)

// laneWidth is the minimum width of a lane.
const laneWidth = 10

// lanes is a sequence diagram: on the left a lane for each client, then one for
// the listener, and on the right one for each transfer socket that accept has
// returned.
type lanes struct {
	conns     []int // the connections that have lanes
	width     int
	hex       bool
	recording *wire.Recording
}

// mostLanes returns how many connections fit.
func (l *eventList) mostLanes() int {
	return max(1, ((l.listWidth()-len("> "))/laneWidth-1)/2)
}

// laneStart returns the index in conns of the first connection that has lanes. The
// selected event's is among them, unless the user has scrolled sideways.
func (l *eventList) laneStart() int {
	most := l.mostLanes()
	first := l.firstLane
	if event, found := l.selected(); found && !l.sideways && event.Conn > 0 {
		at, _ := slices.BinarySearch(l.conns, event.Conn)
		first = max(at-most+1, min(first, at))
	}
	return max(0, min(first, len(l.conns)-most))
}

// lanesView draws events from an index in shown to another one. A connection that the server
// has not accepted ends at the listener: the kernel queues it there, with what it
// sends.
func (l *eventList) lanesView(first, end int, styles styles) []string {
	start := l.laneStart()
	d := &lanes{conns: l.conns[start:min(len(l.conns), start+l.mostLanes())],
		width: max(0, l.listWidth()-len("> ")), hex: l.hex, recording: l.recording}
	lines := []string{"  " + d.names(styles)}
	for i := first; i < end; i++ {
		event := l.at(i)
		marks, line := l.marks(i, event), d.draw(event)
		if i == l.cursor {
			lines = append(lines, styles.selected.Render(fit(marks+line, l.listWidth())))
		} else {
			lines = append(lines, marks+sideStyle(event, styles).Render(line))
		}
	}
	return lines
}

// column returns the cell of a lane, counted from the first client's over the
// listener's to the last transfer socket's.
func (l *lanes) column(lane int) int {
	lanes := 2*len(l.conns) + 1
	return l.width*(2*lane+1)/(2*lanes) - 1
}

// names returns the line with the headings of the lanes. Both ends of a connection
// have its colour.
func (l *lanes) names(styles styles) string {
	line := ""
	add := func(lane int, name string, style lipgloss.Style) {
		gap := l.column(lane) - len(name)/2 - lipgloss.Width(line)
		line += strings.Repeat(" ", max(0, gap)) + style.Render(name)
	}
	for i, conn := range l.conns {
		add(i, l.name("client ", conn), styles.conversation(conn))
	}
	add(len(l.conns), "listener", styles.title)
	for i, conn := range l.conns {
		add(len(l.conns)+1+i, l.name("socket ", conn), styles.conversation(conn))
	}
	return line
}

// name names a lane: "client #4", or #4 alone if that is too wide.
func (l *lanes) name(what string, conn int) string {
	name := what + connName(conn)
	if len(name) >= l.width/(2*len(l.conns)+1) {
		return connName(conn)
	}
	return name
}

// draw draws an event as one line.
func (l *lanes) draw(event wire.Event) string {
	at := slices.Index(l.conns, event.Conn)
	if event.Kind == wire.Started {
		return ruledOff(event, l.width)
	}
	if at < 0 {
		return connName(event.Conn) + " " + excerpt(event, l.width)
	}
	client, listener, socket := at, len(l.conns), len(l.conns)+1+at
	if l.recording.Conn(event.Conn).Waits(event.Number) {
		socket = listener
	}
	from, to := client, socket
	if event.From == wire.Server || event.Kind == wire.Interfered && event.Of == wire.Server {
		from, to = socket, client
	}
	switch event.Kind {
	case wire.Connected:
		return l.arrow(client, listener, "connect")
	case wire.Queued:
		return l.arrow(client, listener, "waits in the queue")
	case wire.Accepted:
		return l.arrow(listener, socket, "accept")
	case wire.Failed:
		return l.arrow(listener, client, "no server")
	case wire.Interfered:
		label := "|| " + event.Interference()
		if event.Act == wire.Delivered {
			return l.arrow(from, to, label)
		}
		return l.stopped(from, to, label)
	case wire.Data:
		if event.Stopped {
			return l.stopped(from, to, l.bytes(event))
		}
		return l.arrow(from, to, l.bytes(event))
	}
	return l.arrow(from, to, event.Kind.String())
}

// bytes labels the arrow of a message.
func (l *lanes) bytes(event wire.Event) string {
	data := event.Data[:min(len(event.Data), 4*l.width)] // to quote all 4 KiB is slow
	if l.hex {
		return fmt.Sprintf("%d % x", event.Size, data)
	}
	event.Data = data
	return fmt.Sprintf("%d %s", event.Size, event.Quoted())
}

// arrow draws an arrow from one lane to another, and the lanes beside it.
func (l *lanes) arrow(from, to int, label string) string {
	room := l.room(from, to)
	forwards, backwards := shaft(label, room-1)
	if from > to {
		return l.across(to, from, "<"+backwards)
	}
	return l.across(from, to, forwards+">")
}

// stopped draws the same for what does not arrive: it stops at the tap, halfway.
func (l *lanes) stopped(from, to int, label string) string {
	room := l.room(from, to)
	forwards, backwards := shaft(label, room/2)
	rest := strings.Repeat(" ", max(0, room-room/2-2))
	if from > to {
		return l.across(to, from, rest+"||"+backwards)
	}
	return l.across(from, to, forwards+"||"+rest)
}

// room returns the cells between two lanes.
func (l *lanes) room(from, to int) int {
	return max(l.column(from), l.column(to)) - min(l.column(from), l.column(to)) - 1
}

// shaft returns an arrow's line of a width with a label in it, for an arrow to the right
// and for one to the left.
func shaft(label string, width int) (forwards, backwards string) {
	label = " " + ansi.Truncate(label, max(0, width-2), "…") + " "
	rest := max(0, width-lipgloss.Width(label))
	tail := strings.Repeat("─", min(2, rest))
	line := strings.Repeat("─", rest-min(2, rest))
	return tail + label + line, line + label + tail
}

// across draws what is between two lanes, and the lanes beside it.
func (l *lanes) across(left, right int, body string) string {
	line := ""
	for lane := range 2*len(l.conns) + 1 {
		if left < lane && lane < right {
			continue // the arrow covers it
		}
		line += strings.Repeat(" ", max(0, l.column(lane)-lipgloss.Width(line))) + "│"
		if lane == left {
			line += body
		}
	}
	return line
}
