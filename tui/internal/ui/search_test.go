package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/wire"
)

// A search through 100,000 messages goes on over several frames, says how far it is, and
// ends with a match, without one, or with the next key.
func TestSearchInSlices(t *testing.T) {
	m := modelWith(t, wire.MaxEvents)
	list := m.run.current.events
	list.recording.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client, Data: []byte("the needle")})
	list.refresh()
	give(m, keyPress("home"))
	for _, test := range []struct{ text, notice string }{
		{"needle", `the next event with "needle"`},
		{"not in any message", `no event shown has "not in any message"`},
	} {
		command, slices := list.find(test.text), 0
		var worst time.Duration
		var notice noticeMsg
		for command != nil {
			msg := command()
			if said, isNotice := msg.(noticeMsg); isNotice {
				notice = said
				break
			}
			if got := list.summary(); !strings.Contains(got, ", searched: ") {
				t.Errorf("the heading is %q, want how far the search is", got)
			}
			begin := time.Now()
			_, command = m.Update(msg)
			_ = m.View()
			worst = max(worst, time.Since(begin))
			slices++
		}
		t.Logf("%q: %d slices, at worst %v", test.text, slices, worst)
		if most := wire.MaxEvents / searchSlice; slices < most-1 || slices > most {
			t.Errorf("%q took %d frames, want %d", test.text, slices, most)
		}
		if !strings.Contains(string(notice), test.notice) {
			t.Errorf("%q ends with %q, want %q", test.text, notice, test.notice)
		}
		if list.hunt != nil || strings.Contains(list.summary(), "searched") {
			t.Errorf("%q has ended, and the heading is %q", test.text, list.summary())
		}
	}
	list.search = newSearch("not in any message")
	click := tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionPress, X: 5, Y: 5}
	for _, msg := range []tea.Msg{keyPress("up"), keyPress("tab"), keyPress("shift+tab"), keyPress("?"),
		keyPress("esc"), click, keyPress("1")} {
		list.hunt = nil
		searching := list.nextHit(-1)
		m.Update(msg)
		if _, next := m.Update(searching()); next != nil || list.hunt != nil {
			t.Errorf("the search goes on after %v", msg)
		}
	}
}
