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
	recording *wire.Recording
}

// drawLanes draws each event as an arrow between two lanes. A connection that
// the server has not accepted ends at the listener: the kernel queues it there,
// with what it sends.
func drawLanes(events []wire.Event, width int, recording *wire.Recording,
	styles styles) []string {
	l := newLanes(events, width)
	l.recording = recording
	lines := []string{styles.title.Render(l.names())}
	for _, event := range events {
		lines = append(lines, sideStyle(event, styles).Render(l.draw(event)))
	}
	return lines
}

// newLanes makes lanes for the newest connections in events, as many as fit.
func newLanes(events []wire.Event, width int) *lanes {
	l := &lanes{width: width}
	most := max(1, (width/laneWidth-1)/2)
	for _, event := range slices.Backward(events) {
		if event.Conn > 0 && len(l.conns) < most && !slices.Contains(l.conns, event.Conn) {
			l.conns = append(l.conns, event.Conn)
		}
	}
	slices.Sort(l.conns)
	return l
}

// column returns the cell of a lane, counted from the first client's over the
// listener's to the last transfer socket's.
func (l *lanes) column(lane int) int {
	lanes := 2*len(l.conns) + 1
	return l.width*(2*lane+1)/(2*lanes) - 1
}

// names returns the line with the headings of the lanes.
func (l *lanes) names() string {
	var names []string
	for _, conn := range l.conns {
		names = append(names, fmt.Sprintf("#%d client", conn))
	}
	names = append(names, "listener")
	for _, conn := range l.conns {
		names = append(names, fmt.Sprintf("socket %d", conn))
	}
	line := ""
	for i, name := range names {
		gap := l.column(i) - len(name)/2 - lipgloss.Width(line)
		line += strings.Repeat(" ", max(0, gap)) + name
	}
	return line
}

// draw draws an event as one line.
func (l *lanes) draw(event wire.Event) string {
	at := slices.Index(l.conns, event.Conn)
	if at < 0 {
		return fmt.Sprintf("#%d %s", event.Conn, describe(event))
	}
	client, listener, socket := at, len(l.conns), len(l.conns)+1+at
	if l.recording.Conn(event.Conn).Waits(event.Number) {
		socket = listener
	}
	arrow := func(label string) string {
		if event.From == wire.Server {
			return l.arrow(socket, client, label)
		}
		return l.arrow(client, socket, label)
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
	case wire.Data:
		return arrow(fmt.Sprintf("%d %s", event.Size, event.Quoted()))
	}
	return arrow(event.Kind.String())
}

// arrow draws an arrow from one lane to another, and the lanes beside it.
func (l *lanes) arrow(from, to int, label string) string {
	left, right := min(from, to), max(from, to)
	room := l.column(right) - l.column(left) - 1
	label = " " + ansi.Truncate(label, max(0, room-3), "…") + " "
	rest := max(0, room-1-lipgloss.Width(label))
	tail := strings.Repeat("─", min(2, rest))
	shaft := strings.Repeat("─", rest-min(2, rest))
	body := tail + label + shaft + ">"
	if from > to {
		body = "<" + shaft + label + tail
	}
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
