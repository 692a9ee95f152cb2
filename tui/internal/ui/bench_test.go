package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/wire"
)

// The time from a key to the frame, with a full recording: at most 50 ms.
//
//	go test ./tui/internal/ui -run '^$' -bench Key
func BenchmarkKeyWith100000Messages(b *testing.B) {
	for _, name := range []string{"down", "up", "pgup", "home", "end", "v", "t", "o", "O", "n", "N", "F", "enter", "z"} {
		b.Run(name, func(b *testing.B) {
			m := modelWith(b, wire.MaxEvents)
			m.run.current.events.find("not in any message")
			var took []time.Duration
			for b.Loop() {
				begin := time.Now()
				give(m, keyPress(name))
				_ = m.View()
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/key-median")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms/key-worst")
		})
	}
}

// A key costs about the same with 100 messages and with 100,000. The keys are those of a
// session: they move, filter as one types, search, open and close what there is.
func TestKeysWith100000Messages(t *testing.T) {
	stagetest.SkipUnderRace(t, "it measures")
	play := strings.Fields("up up up pgup pgup down home pgdown down end v up up pgup left right v t up t " +
		"enter down down pgdown esc o o O f esc f c l i e n t enter f # 7 enter f / z y z enter f esc " +
		"/ z y z enter n n N F pgdown t esc z z z y end")
	beside := strings.Fields("enter down up pgdown up down pgup up up home down end up t up t v up v enter")
	for name, play := range map[string][]string{"all keys": play, "beside the detail": beside} {
		few, _ := playKeys(t, modelWith(t, 100), play)
		many, worst := playKeys(t, modelWith(t, wire.MaxEvents), play)
		t.Logf("%s: a key with 100 messages takes %v; with %d messages %v, at worst %v",
			name, few, wire.MaxEvents, many, worst)
		if many > 20*few {
			t.Errorf("%s: the median of a key with %d messages is %v, with 100 it is %v",
				name, wire.MaxEvents, many, few)
		}
	}
}

// playKeys returns the median and the longest time from a key to the frame.
func playKeys(t *testing.T, m *Model, play []string) (median, worst time.Duration) {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	var took []time.Duration
	for range 3 {
		for _, name := range play {
			begin := time.Now()
			give(m, keyPress(name))
			_ = m.View()
			took = append(took, time.Since(begin))
		}
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)-1]
}

// Thirty seconds of 10,000 messages a second, frame by frame: to take in and draw the
// messages of each frame leaves time to spare, and memory is bounded.
func TestTenThousandMessagesASecond(t *testing.T) {
	stagetest.SkipUnderRace(t, "it measures")
	const seconds, rate = 30, 10_000
	m := modelWith(t, wire.MaxEvents)
	view := m.run.current.events
	frames := seconds * int(time.Second/frameTime)
	var took []time.Duration
	for range frames {
		talk(view.recording, rate*seconds/frames/5)
		begin := time.Now()
		view.refresh()
		_ = m.View()
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	t.Logf("of the %v between frames, one takes %v, at worst %v", frameTime, took[frames/2], took[frames-1])
	if took[frames/2] > frameTime {
		t.Errorf("a frame takes %v, more than the %v that there are", took[frames/2], frameTime)
	}
	if got := len(view.shown); got != wire.MaxEvents {
		t.Errorf("%d messages are shown, want %d", got, wire.MaxEvents)
	}
	most := (wire.MaxEvents + sweepAfter) / 5
	if got := len(view.connections.all); got > most {
		t.Errorf("%d connections are remembered, want at most %d", got, most)
	}
	if got := len(view.conns); got > most {
		t.Errorf("%d connections have lanes, want at most %d", got, most)
	}
	if got := view.summary(); !strings.Contains(got, "older dropped") {
		t.Errorf("the heading is %q, want how many older messages were dropped", got)
	}
}

// The time to show the events of a new conversation, with a full recording.
func BenchmarkUpdateWith100000Messages(b *testing.B) {
	m := modelWith(b, wire.MaxEvents)
	view := m.run.current.events
	for b.Loop() {
		talk(view.recording, 1)
		view.refresh()
		_ = m.View()
	}
}

// modelWith returns a guide on the run screen of part 3 with some messages.
func modelWith(t testing.TB, messages int) *Model {
	t.Helper()
	m := newModel(t, 120, 40)
	give(m, keyPress("3"))
	for m.tabs[m.active].title() != "Run" {
		give(m, keyPress("tab"))
	}
	view := m.run.current.events
	demo := course.Stages[2].Demo[1]
	for range messages / 5 {
		converse(view.recording, view.recording.Connection(), demo.Send, demo.Want)
	}
	view.refresh()
	if got := len(view.shown); got != messages {
		t.Fatalf("%d messages, want %d", got, messages)
	}
	return m
}

// give sends the guide a message, and the notice that follows from it, if any.
func give(m *Model, msg tea.Msg) {
	_, command := m.Update(msg)
	if command == nil {
		return
	}
	if notice, isNotice := command().(noticeMsg); isNotice {
		m.Update(notice)
	}
}
