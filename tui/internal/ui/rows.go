package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/wire"
)

// describe puts an event into words: `C>   18 "the quick\n"`. The side, the size and
// what follows are in the same columns for each event.
func describe(event wire.Event) string {
	side := sideMark(event.From)
	if event.Kind == wire.Failed {
		side = sideMark(wire.Neither)
	}
	if event.Kind == wire.Interfered {
		side = "||" // it stops at the tap, or goes on from there
	}
	bytes := ""
	if event.Kind == wire.Data {
		bytes = size(event.Size)
	}
	return fmt.Sprintf("%s %4s %s", side, bytes, happened(event))
}

// happened says what happened, without who did it.
func happened(event wire.Event) string {
	text := event.Kind.String()
	switch event.Kind {
	case wire.Data:
		return event.Quoted()
	case wire.Connected:
		if event.Peer == "" { // in a check
			return text
		}
		return text + ": " + event.Who().Client()
	case wire.Queued:
		return "waits in the queue"
	case wire.Failed:
		text = "no server"
	case wire.Interfered:
		return event.Interference()
	case wire.Started:
		text = "the server was started"
	}
	for _, more := range []string{event.Peer, event.Reason} {
		if more != "" {
			text += ": " + more
		}
	}
	return text
}

// sideMark returns the sign of a side, which tells it apart without its colour.
func sideMark(side wire.Side) string {
	switch side {
	case wire.Client:
		return "C>"
	case wire.Server:
		return "S>"
	}
	return "--"
}

// connName returns the name of a connection: "#4"; of none it is empty.
func connName(conn int) string {
	if conn == 0 {
		return ""
	}
	return fmt.Sprintf("#%d", conn)
}

// size returns a number of bytes in at most four cells: 9999, 10K, 1.5M.
func size(bytes int) string {
	switch {
	case bytes < 10_000:
		return fmt.Sprint(bytes)
	case bytes < 1000<<10:
		return fmt.Sprintf("%dK", (bytes+1<<9)>>10)
	case bytes < 10<<20:
		return fmt.Sprintf("%.1fM", float64(bytes*10>>20)/10)
	}
	return fmt.Sprintf("%dM", bytes>>20)
}

// sideStyle returns the style for what a side does.
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

// since returns a duration short enough for a column of eight: "+3.2ms".
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

// ruledOff draws the line between two runs of the server, with its command. The end of
// that has the model.
func ruledOff(event wire.Event, width int) string {
	return ruled(shorten(happened(event), max(0, width-len("-  -"))), width)
}

// ruled draws a line of a width with a text in it.
func ruled(text string, width int) string {
	return ansi.Truncate("─ "+text+" "+strings.Repeat("─", width), width, "")
}
