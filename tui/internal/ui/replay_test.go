package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/wire"
)

// newTestReplay returns a replay of five messages, a second apart.
func newTestReplay(width, height int) *replay {
	var events []wire.Event
	for i, kind := range []wire.Kind{wire.Connected, wire.Data, wire.Data, wire.HalfClosed, wire.Closed} {
		e := wire.Event{Number: i + 1, Conn: 1, Kind: kind, From: wire.Client, Since: time.Second}
		if kind == wire.Data {
			e.Data = fmt.Appendf(nil, "line %d\n", i)
			e.Size = len(e.Data)
		}
		events = append(events, e)
	}
	r := newReplay(&env{keys: newKeyMap(), styles: newStyles(true)}, "talk\x1b.md", events)
	r.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return r
}

// One steps through a conversation with the arrows, in the list and in the lanes.
func TestReplaySteps(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
		r := newTestReplay(size[0], size[1])
		for _, step := range []struct {
			key        string
			shown      int
			want, gone string
		}{
			{"", 1, "connected", "line 1"}, {"right", 2, "line 1", "line 2"}, {"right", 3, "line 2", ""},
			{"left", 2, "line 1", "line 2"}, {"left", 1, "connected", "line 1"}, {"left", 0, "event 0 of 5", "C>"},
			{"left", 0, "event 0 of 5", "C>"}, {"right", 1, "connected", ""}, {"v", 1, "listener", "C>"},
			{"right", 2, "line 1", "line 2"},
		} {
			if step.key != "" {
				r.Update(keyPress(step.key))
			}
			screen := ansi.Strip(r.View())
			if r.shown != step.shown || !strings.Contains(screen, step.want) ||
				step.gone != "" && strings.Contains(screen, step.gone) {
				t.Errorf("%v: after %q %d messages are shown, want %d, with %q and without %q\n%s", size,
					step.key, r.shown, step.shown, step.want, step.gone, screen)
			}
			rows := strings.Split(screen, "\n")
			if len(rows) != size[1] || !strings.Contains(rows[0], `talk\x1b.md`) {
				t.Errorf("%v: %d rows\n%s", size, len(rows), screen)
			}
			for _, row := range rows {
				if ansi.StringWidth(row) > size[0] {
					t.Errorf("%v: %q is too wide", size, row)
				}
			}
		}
	}
}

// A conversation plays at its own speed, or at any other, and pauses. A step or
// another speed makes the timer that is running void.
func TestReplayPlays(t *testing.T) {
	r := newTestReplay(80, 24)
	_, timer := r.Update(keyPress("space"))
	if timer == nil || !r.playing || r.pause() != time.Second {
		t.Fatalf("space: playing %v, next in %v", r.playing, r.pause())
	}
	for _, step := range []struct {
		key  string
		want time.Duration
	}{{"+", time.Second / 2}, {"+", time.Second / 4}, {"-", time.Second / 2}, {"-", time.Second},
		{"-", 2 * time.Second}} {
		old := playMsg{r.plays}
		r.Update(keyPress(step.key))
		if r.pause() != step.want {
			t.Errorf("%s: next in %v, want %v", step.key, r.pause(), step.want)
		}
		if r.Update(old); r.shown != 1 {
			t.Errorf("the timer from before %s shows message %d", step.key, r.shown)
		}
	}
	for n := 2; n <= 5; n++ {
		if r.Update(playMsg{r.plays}); r.shown != n {
			t.Errorf("the timer shows %d messages, want %d", r.shown, n)
		}
	}
	if r.playing {
		t.Error("it plays on after the end")
	}
	if r.Update(keyPress("space")); !r.playing || r.shown != 0 {
		t.Errorf("space at the end: %d messages, playing %v, want it to begin again", r.shown, r.playing)
	}
	r.Update(playMsg{r.plays})
	if r.Update(keyPress("space")); r.playing || r.shown != 1 {
		t.Errorf("space: playing %v at message %d, want a pause at 1", r.playing, r.shown)
	}
	if r.Update(playMsg{r.plays}); r.shown != 1 {
		t.Error("it plays during a pause")
	}
	// The ends of the speeds.
	for range speeds {
		r.Update(keyPress("+"))
	}
	if _, quit := r.Update(keyPress("q")); speeds[r.speed] != 1000 || quit == nil {
		t.Errorf("the highest speed is %v; q: %v", speeds[r.speed], quit != nil)
	}
}

// Without messages there is nothing to step through.
func TestReplayOfNothing(t *testing.T) {
	r := newReplay(&env{keys: newKeyMap(), styles: newStyles(true)}, "empty.md", nil)
	r.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, key := range []string{"space", "right", "left"} {
		if _, timer := r.Update(keyPress(key)); timer != nil || r.playing {
			t.Errorf("%s plays nothing", key)
		}
	}
	if screen := ansi.Strip(r.View()); !strings.Contains(screen, "event 0 of 0") {
		t.Error(screen)
	}
}

// Several letters in one read are a key each, and the heading says that a file is damaged.
func TestReplayLettersAndCut(t *testing.T) {
	r := newTestReplay(80, 24)
	r.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("++")})
	if r.speed != normalSpeed+2 || strings.Contains(r.View(), "damaged:") {
		t.Errorf("speed %d of the screen\n%s", r.speed, r.View())
	}
	if r.damaged = true; !strings.Contains(ansi.Strip(r.View()), "damaged: events are missing") {
		t.Errorf("the heading does not say that the file is damaged:\n%s", r.View())
	}
}
