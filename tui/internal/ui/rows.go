package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/wire"
)

// describe puts an event into words: `C>  18 "the quick\n"`.
func describe(event wire.Event) string {
	side := map[wire.Side]string{wire.Client: "C>", wire.Server: "S>"}[event.From]
	switch event.Kind {
	case wire.Data:
		return fmt.Sprintf("%s %3d %s", side, event.Size, event.Quoted())
	case wire.Connected:
		if event.Peer == "" { // in a check
			return side + "     connected"
		}
		return fmt.Sprintf("%s     connected: %s", side, event.Who().Client())
	case wire.Queued:
		return side + "     waits in the queue"
	case wire.Accepted:
		return side + "     accepted"
	case wire.Failed:
		return fmt.Sprintf("--     no server: %s", event.Reason)
	case wire.HalfClosed:
		return fmt.Sprintf("%s     half-closed", side)
	case wire.Closed:
		return fmt.Sprintf("%s     closed", side)
	case wire.Reset:
		return fmt.Sprintf("%s     reset", side)
	}
	return "--     dropped"
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
