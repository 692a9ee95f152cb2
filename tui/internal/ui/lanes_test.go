package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/wire"
)

func TestLanes(t *testing.T) {
	events := []wire.Event{
		{Conn: 1, Kind: wire.Connected, From: wire.Client},
		{Conn: 1, Kind: wire.Queued, From: wire.Client},
		{Conn: 1, Kind: wire.Data, From: wire.Client, Data: []byte("he"), Size: 2},
		{Conn: 1, Kind: wire.Accepted, From: wire.Server},
		{Conn: 1, Kind: wire.Data, From: wire.Client, Data: []byte("hello\n"), Size: 6},
		{Conn: 1, Kind: wire.Data, From: wire.Server, Data: []byte("I got your message"), Size: 18},
		{Conn: 1, Kind: wire.HalfClosed, From: wire.Server},
		{Conn: 1, Kind: wire.Closed, From: wire.Client},
	}
	recording := wire.Load(events)
	got := plainLines(drawLanes(recording.From(1), 60, recording, newStyles(true)))
	want := []string{
		"     #1 client           listener            socket 1",
		"         │── connect ───────>│                   │",
		"         │ waits in the qu… >│                   │",
		`         │── 2 "he" ────────>│                   │`,
		"         │                   │── accept ────────>│",
		`         │── 6 "hello\n" ───────────────────────>│`,
		`         │<─────────── 18 "I got your message" ──│`,
		"         │<─────────────────────── half-closed ──│",
		"         │── closed ────────────────────────────>│",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// At each width every line has its lanes in the same columns, and no line is too
// wide.
func TestLanesGeometry(t *testing.T) {
	recording := wire.NewRecording()
	talk(recording, 5)
	recording.Add(wire.Event{Conn: 2, Kind: wire.Data, From: wire.Server,
		Data: []byte(strings.Repeat("日本語 e\u0301", 50))})
	recording.Add(wire.Event{Conn: 4, Kind: wire.Queued, From: wire.Client})
	recording.Add(wire.Event{Conn: 3, Kind: wire.Accepted, From: wire.Server})
	recording.Add(wire.Event{Conn: 2, Kind: wire.Reset, From: wire.Client})
	recording.Add(wire.Event{Conn: 5, Kind: wire.Failed, Reason: "connection refused"})
	events := recording.From(1)
	for width := 40; width <= 200; width++ {
		l := newLanes(events, width)
		l.recording = recording
		for _, event := range events {
			if slices.Contains(l.conns, event.Conn) {
				checkLanes(t, l, l.draw(event))
			}
		}
		if got := lipgloss.Width(l.names()); got > width {
			t.Errorf("width %d: the headings are %d wide: %s", width, got, l.names())
		}
	}
}

// checkLanes checks that the outer lanes are in their columns and that there is one
// arrow between them.
func checkLanes(t *testing.T, l *lanes, line string) {
	t.Helper()
	begin, end := strings.Index(line, "│"), strings.LastIndex(line, "│")
	if begin < 0 || lipgloss.Width(line[:begin]) != l.column(0) ||
		lipgloss.Width(line[:end]) != l.column(2*len(l.conns)) {
		t.Errorf("width %d: the outer lanes are not at %d and %d: %s", l.width, l.column(0),
			l.column(2*len(l.conns)), line)
	}
	if points := strings.Count(line, ">│") + strings.Count(line, "│<"); points != 1 {
		t.Errorf("width %d: %d arrows point at a lane: %s", l.width, points, line)
	}
}

func plainLines(lines []string) []string {
	var plain []string
	for _, line := range lines {
		plain = append(plain, strings.TrimRight(ansi.Strip(line), " "))
	}
	return plain
}
