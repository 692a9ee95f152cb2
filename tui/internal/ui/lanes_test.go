package ui

import (
	"fmt"
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
	m := newEventList(wire.Load(events))
	m.setSize(62, 20)
	m.keys("v")
	m.refresh()
	var got []string
	for _, line := range plainLines(m.view(newStyles(true))) {
		got = append(got, line[2:])
	}
	want := []string{
		"     client #1           listener            socket #1",
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
	m := newEventList(recording)
	m.refresh()
	m.keys("v")
	for width := 40; width <= 200; width++ {
		m.setSize(width+2, 20)
		l := &lanes{conns: m.conns[m.laneStart():][:min(m.mostLanes(), len(m.conns))], width: width,
			recording: recording}
		events := recording.From(1)
		for _, event := range events {
			if slices.Contains(l.conns, event.Conn) {
				checkLanes(t, l, l.draw(event))
			}
		}
		if got := lipgloss.Width(l.names(newStyles(true))); got > width {
			t.Errorf("width %d: the headings are %d wide: %s", width, got, l.names(newStyles(true)))
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

// With more connections than fit, the lanes scroll sideways, and come back to the
// selected one as soon as another message is selected.
func TestLanesSideways(t *testing.T) {
	m := newTalk(12, 82, 12)
	m.keys("v")
	m.mustShow(t, "the newest", "client #12", "client #10")
	m.mustNotShow(t, "the newest", "client #9")
	m.keys("left", "left")
	m.mustShow(t, "two to the left", "client #8", "client #10")
	m.mustNotShow(t, "two to the left", "client #11")
	if got := m.summary(); !strings.Contains(got, "#8-#10 of 12") {
		t.Errorf("the heading is %q, want which lanes there are", got)
	}
	m.keys("up")
	m.mustShow(t, "another message", "client #12")
	m.keys("left", "right", "right", "right")
	m.mustShow(t, "as far as there are lanes", "client #10", "client #12")
	for range 59 {
		m.keys("up")
		event, _ := m.selected()
		if want := fmt.Sprintf("client #%d ", event.Conn); !strings.Contains(m.text(), want) {
			t.Fatalf("no %q although its message %d is selected\n%s", want, event.Number, m.text())
		}
	}
}

// Lanes show bytes in hex, too.
func TestLanesHex(t *testing.T) {
	m := newTalk(1, 82, 12)
	m.keys("v", "t")
	m.mustShow(t, "hex", "11 71 75 65 73 74 69 6f 6e 20 31 0a")
}
