package ui

import (
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/wire"
)

// The time from a key to the frame, with a full recording: at most 50 ms.
//
//	go test ./tui/internal/ui -run '^$' -bench Key
func BenchmarkKeyWith100000Messages(b *testing.B) {
	for _, name := range []string{"down", "up", "pgup", "home", "end", "v", "t", "f", "o", "n", "z"} {
		b.Run(name, func(b *testing.B) {
			m := fullModel(b)
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

// The time to show the events of a new conversation, with a full recording.
func BenchmarkUpdateWith100000Messages(b *testing.B) {
	m := fullModel(b)
	view := m.run.current.events
	for b.Loop() {
		talk(view.recording, 1)
		view.refresh()
		_ = m.View()
	}
}

// fullModel returns a guide on the run screen of part 3 with as many messages as a
// recording keeps.
func fullModel(t testing.TB) *Model {
	t.Helper()
	m := newModel(t, 120, 40)
	give(m, keyPress("3"))
	for m.tabs[m.active].title() != "Run" {
		give(m, keyPress("tab"))
	}
	view := m.run.current.events
	demo := course.Stages[2].Demo[1]
	for range wire.MaxEvents / 5 {
		converse(view.recording, view.recording.Connection(), demo.Send, demo.Want)
	}
	view.refresh()
	if got := len(view.shown); got != wire.MaxEvents {
		t.Fatalf("%d messages, want %d", got, wire.MaxEvents)
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
