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
	conns    []int // the connections that have lanes
	width    int
	accepted func(conn int) bool
}

// drawLanes draws each event as an arrow between two lanes. A connection that
// the server has not accepted ends at the listener: the kernel queues it there,
// with what it sends.
func drawLanes(events []wire.Event, width int, accepted func(conn int) bool,
	styles styles) []string {
	l := newLanes(events, width)
	l.accepted = accepted
	lines := []string{l.names(styles)}
	for _, event := range events {
		for _, line := range l.draw(event) {
			lines = append(lines, sideStyle(event, styles).Render(line))
		}
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

// names returns the line with the headings of the lanes. Both ends of a connection
// have its colour.
func (l *lanes) names(styles styles) string {
	line := ""
	add := func(lane int, name string, style lipgloss.Style) {
		gap := l.column(lane) - len(name)/2 - lipgloss.Width(line)
		line += strings.Repeat(" ", max(0, gap)) + style.Render(name)
	}
	for i, conn := range l.conns {
		add(i, fmt.Sprintf("client %d", conn), styles.conversation(conn))
	}
	add(len(l.conns), "listener", styles.title)
	for i, conn := range l.conns {
		add(len(l.conns)+1+i, fmt.Sprintf("socket %d", conn), styles.conversation(conn))
	}
	return line
}

// draw draws an event in one line or two.
func (l *lanes) draw(event wire.Event) []string {
	at := slices.Index(l.conns, event.Conn)
	if at < 0 {
		return []string{fmt.Sprintf("#%d %s", event.Conn, describe(event))}
	}
	client, listener, socket := at, len(l.conns), len(l.conns)+1+at
	if !l.accepted(event.Conn) {
		socket = listener
	}
	arrow := func(label string) []string {
		if event.From == wire.Server {
			return []string{l.arrow(socket, client, label)}
		}
		return []string{l.arrow(client, socket, label)}
	}
	switch event.Kind {
	case wire.Connected:
		connect := l.arrow(client, listener, "connect")
		if socket == listener {
			return []string{connect, l.arrow(client, listener, "waits in the queue")}
		}
		return []string{connect, l.arrow(listener, socket, "accept")}
	case wire.Failed:
		return []string{l.arrow(listener, client, "no server")}
	case wire.Interfered:
		label := "|| " + event.Interference() // it stops, or goes on from, the tap
		if event.Of == wire.Server {
			return []string{l.arrow(socket, client, label)}
		}
		return []string{l.arrow(client, socket, label)}
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
