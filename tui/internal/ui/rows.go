package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// view draws the messages as a list or as lanes.
func (m *messages) view(styles styles) []string {
	if len(m.shown) == 0 {
		return []string{"", styles.muted.Render(" no messages yet")}
	}
	var events []wire.Event
	first := m.first()
	end := min(len(m.shown), m.pageAfter(first)+1) // the last one may be cut off
	for i := first; i < end; i++ {
		events = append(events, m.at(i))
	}
	if m.lanes {
		return drawLanes(events, m.width, m.accepted, styles)
	}
	var lines []string
	for _, event := range events {
		lines = append(lines, m.row(event, styles))
		if m.hex && event.Kind == wire.Data {
			for _, line := range printable.Hex(event.Data) {
				lines = append(lines, styles.muted.Render(" "+line))
			}
		}
	}
	return lines
}

// row is an event on one line: when, on which connection, who, how much, what.
func (m *messages) row(event wire.Event, styles styles) string {
	mark := " "
	if m.isHit(event) {
		mark = styles.hit.Render("*")
	}
	head := fmt.Sprintf("%8s #%-2d ", since(event.Since), event.Conn)
	if m.width >= 90 && !event.Time.IsZero() {
		head = event.Time.Format("15:04:05.000 ") + head
	}
	return mark + styles.muted.Render(head) + sideStyle(event, styles).Render(tell(event))
}

// tell says in words what an event is: "C>  18 "the quick\n"".
func tell(event wire.Event) string {
	side := map[wire.Side]string{wire.Client: "C>", wire.Server: "S>"}[event.From]
	switch event.Kind {
	case wire.Data:
		return fmt.Sprintf("%s %3d %s", side, event.Size, quoted(event))
	case wire.Connected:
		return fmt.Sprintf("%s     connected: %s", side, event.Peer)
	case wire.Failed:
		return fmt.Sprintf("--     no server: %s", event.Reason)
	case wire.HalfClosed:
		return fmt.Sprintf("%s     sends no more", side)
	case wire.Closed:
		return fmt.Sprintf("%s     closed", side)
	case wire.Reset:
		return fmt.Sprintf("%s     reset", side)
	}
	return "--     dropped"
}

// quoted is an event's data, printable. What was cut off is said.
func quoted(event wire.Event) string {
	text := printable.Quote(event.Data)
	if cut := event.Size - len(event.Data); cut > 0 {
		text += fmt.Sprintf(" and %d bytes more", cut)
	}
	return text
}

// sideStyle is the style of what a side does.
func sideStyle(event wire.Event, styles styles) lipgloss.Style {
	switch {
	case event.Kind == wire.Reset || event.Kind == wire.Failed:
		return styles.bad
	case event.From == wire.Client:
		return styles.client
	case event.From == wire.Server:
		return styles.server
	}
	return styles.muted
}

// since is a time short enough for a column: "+3.2ms".
func since(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("+%dµs", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("+%.1fms", float64(d.Microseconds())/1000)
	case d < time.Hour:
		return fmt.Sprintf("+%.1fs", d.Seconds())
	}
	return strings.TrimSuffix("+"+d.Round(time.Minute).String(), "0s")
}
