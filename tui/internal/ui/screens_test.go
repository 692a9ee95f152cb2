//go:build unix

package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/wire"
)

// goldenSizes are the smallest screen that people use, the usual one and a large one.
var goldenSizes = [][2]int{{60, 20}, {80, 24}, {120, 40}}

// looks are the terminals that the screens are drawn for.
var looks = []struct {
	name    string
	dark    bool
	profile termenv.Profile
}{
	{"dark", true, termenv.ANSI256},
	{"light", false, termenv.ANSI256},
	{"nocolor", true, termenv.Ascii},
}

// Each screen at each size, dark, light and without colours, is the same as its golden
// file, which somebody has looked at. The files have the styles; \e is an escape.
func TestGoldenScreens(t *testing.T) {
	before := lipgloss.ColorProfile()
	t.Cleanup(func() { lipgloss.SetColorProfile(before) })
	root := t.TempDir()
	writeGoldenParts(root)
	for _, look := range looks {
		lipgloss.SetColorProfile(look.profile)
		t.Setenv("COLORFGBG", map[bool]string{true: "15;0", false: "0;15"}[look.dark])
		for _, size := range goldenSizes {
			m := goldenModel(t, root, size)
			for i, tab := range m.tabs {
				m.active = i
				name := fmt.Sprintf("screens/%s-%dx%d-%s", strings.ToLower(tab.title()),
					size[0], size[1], look.name)
				compareGolden(t, name, strings.ReplaceAll(m.View(), "\x1b", `\e`)+"\n")
			}
			m.active = 3
			m.help.show()
			compareGolden(t, fmt.Sprintf("screens/help-%dx%d-%s", size[0], size[1], look.name),
				strings.ReplaceAll(m.View(), "\x1b", `\e`)+"\n")
		}
	}
}

// goldenModel returns a guide with content that never changes: three exercises, a
// learner who has begun, and a recorded conversation of part 2.
func goldenModel(t *testing.T, root string, size [2]int) *Model {
	t.Helper()
	second := course.Stages[1]
	m := New(root, nil, &progress.Progress{Stage: second.ID,
		Read:      map[string]bool{"part1-basic": true},
		Ran:       map[string]bool{"part1-basic": true, "part2-explained": true},
		Exercises: map[string]progress.Exercise{"1.1": {Passed: true}, "1.2": {Folder: root}}})
	m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
	m.open(second, "")
	m.update(m.read.show(second)())
	m.update(m.code.show(second)())
	m.update(exercisesMsg{all: []course.Exercise{
		{Stage: course.Stages[0], Number: 1, Name: "echo", Title: "Send it back", Kind: "write",
			Minutes: 15, Objective: "answer a client with its own bytes"},
		{Stage: course.Stages[0], Number: 2, Name: "pieces", Title: "Three pieces", Kind: "mend",
			Minutes: 20, Objective: "read until the message is whole"},
		{Stage: second, Number: 1, Name: "backlog", Title: "The queue", Kind: "predict",
			Minutes: 10, Objective: "say where a client waits that nobody has accepted"},
	}})
	m.labs.all = goldenLabs()
	one := m.labs.all[0]
	found := lab.Result{Lab: one, Outcome: experiment.Outcome{
		Verdict: experiment.Changed, Answer: 1, Why: "Linux counts one more than it was told.",
		Figures: []experiment.Figure{experiment.Number("connected at once", 6),
			experiment.Word("the seventh client", "waits")},
		Picture: &experiment.Picture{Title: "Clients that connect", Bars: []experiment.Figure{
			experiment.Number("listen(5)", 6), experiment.Number("listen(1)", 2)}}}}
	m.labs.results[one.ID()] = tested{found, 1}
	m.progress.Labs = make(map[string]progress.Lab)
	lab.Keep(m.progress, found, 1)
	m.labs.openLab(one.Name)
	m.run.current.events = newEventList(wire.Load(goldenEvents()))
	m.resize(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
	m.run.current.events.refresh()
	return m
}

// goldenLabs are two labs, of which one has run.
func goldenLabs() []experiment.Lab {
	return []experiment.Lab{
		{Name: "queue", Title: "a queue of five", Part: 2, Claims: []string{"2.8"},
			Claim:   "The backlog is the length of the queue; most systems allow five.",
			Ask:     "A server listens with a backlog of 5 and accepts nobody. How many clients connect?",
			Choices: []string{"five", "six", "as many as like"},
			Lesson:  "part2-explained/README.md#the-idea",
			Code:    experiment.Code{File: "part2-explained/server/main.go", Text: "func main() {"}},
		{Name: "list", Title: "a list for each process", Part: 3, Choices: []string{"yes", "no"},
			Lesson: "part3-threads/README.md#the-idea"},
	}
}

// goldenEvents are a conversation as the relay records it: part 2's server takes one
// client and exits, which resets the one in its queue; it is started again, and a third
// client waits to be asked.
func goldenEvents() []wire.Event {
	begun := time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)
	var events []wire.Event
	add := func(after time.Duration, event wire.Event) {
		begun = begun.Add(after)
		event.Time, event.Since, event.Size = begun, after, len(event.Data)
		events = append(events, event)
	}
	connect := func(after time.Duration, conn int) {
		add(after, wire.Event{Conn: conn, Kind: wire.Connected, From: wire.Client, Peer: fmt.Sprintf(
			"part2-explained-client, user 1000 (ada), process %d, 127.0.0.1:%d; the server sees 127.0.0.1:%d",
			14250+conn, 50012+2*conn, 50013+2*conn)})
	}
	connect(0, 1)
	add(900*time.Microsecond, wire.Event{Conn: 1, Kind: wire.Accepted, From: wire.Server})
	connect(1400*time.Millisecond, 2)
	add(2600*time.Microsecond, wire.Event{Conn: 2, Kind: wire.Queued, From: wire.Client})
	add(3*time.Second, wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client,
		Data: []byte("the quick zyzzyva\n")})
	add(310*time.Microsecond, wire.Event{Conn: 1, Kind: wire.Data, From: wire.Server,
		Data: []byte("I got your message")})
	add(20*time.Microsecond, wire.Event{Conn: 1, Kind: wire.HalfClosed, From: wire.Server})
	add(45*time.Microsecond, wire.Event{Conn: 2, Kind: wire.Reset, From: wire.Server})
	add(80*time.Microsecond, wire.Event{Conn: 1, Kind: wire.Closed, From: wire.Client})
	add(2*time.Second, wire.Event{Kind: wire.Started, Reason: "go run ./part2-explained/server"})
	connect(time.Second, 3)
	add(700*time.Microsecond, wire.Event{Conn: 3, Kind: wire.Accepted, From: wire.Server})
	return events
}
