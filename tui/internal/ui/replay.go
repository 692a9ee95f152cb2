package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/help"
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// replay shows a saved conversation up to one of its events, and plays it.
type replay struct {
	env           *env
	name          string // of the file
	damaged       bool   // events are missing
	events        []wire.Event
	shown         int // how many of the events are on the screen
	list          *eventList
	playing       bool
	plays         int    // how often playing began; an older timer is void
	speed         int    // index in speeds
	notice        string // one line for the user, until the next key
	width, height int
}

// player has the keys of a replay besides those of the list.
var player = struct{ play, forward, back, faster, slower key.Binding }{
	play: bindAs("space", "play or pause", " "), forward: bindAs("→", "next", "right"),
	back: bindAs("←", "previous", "left"), faster: bind("faster", "+"), slower: bind("slower", "-"),
}

// speeds are those at which a conversation can be played.
var speeds = []float64{0.1, 0.25, 0.5, 1, 2, 4, 10, 100, 1000}

// normalSpeed is the index of the speed at which it was recorded.
const normalSpeed = 3

// playMsg comes when it is time for the next event.
type playMsg struct{ plays int }

// Replay shows the events of a file on the screen until the user quits. Of a damaged
// file these are the events that could be read.
func Replay(file string, events []wire.Event, damaged bool) error {
	dark, _ := darkByDefault()
	r := newReplay(&env{keys: newKeyMap(), styles: newStyles(dark), terminal: os.Stdout},
		filepath.Base(file), events)
	r.damaged = damaged
	if err := runProgram(r); err != nil {
		return fmt.Errorf("show the conversation: %w", err)
	}
	return nil
}

func newReplay(env *env, name string, events []wire.Event) *replay {
	r := &replay{env: env, name: printable.Text([]byte(name)), events: events, speed: normalSpeed,
		list: newEventList(wire.NewRecording())}
	r.show(min(1, len(events)))
	return r
}

// show shows the first events, that many.
func (r *replay) show(n int) {
	before := r.shown
	r.shown = max(0, min(n, len(r.events)))
	if r.shown < before {
		r.list.reload(wire.Load(r.events[:r.shown]))
		return
	}
	r.list.recording.Append(r.events[before:r.shown])
	r.list.refresh()
}

// Init implements tea.Model.
func (r *replay) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (r *replay) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.width, r.height = msg.Width, msg.Height
		r.list.setSize(r.width, max(1, r.height-3))
	case tea.KeyMsg:
		return r, pressEach(msg, r.list.typing(), &r.notice, r.press)
	case noticeMsg:
		r.notice = string(msg)
	case huntMsg:
		return r, msg.list.goOn(msg.hunt)
	case copyMsg:
		return r, r.env.copy(msg)
	case playMsg:
		if r.playing && msg.plays == r.plays {
			r.show(r.shown + 1)
			return r, r.next()
		}
	}
	return r, nil
}

// press handles a key: for the player, or for the list or lanes.
func (r *replay) press(msg tea.KeyMsg) tea.Cmd {
	r.notice = ""
	k := r.env.keys
	if r.list.typing() {
		command, _ := r.list.press(msg, k)
		return command
	}
	switch {
	case key.Matches(msg, k.quit, k.kill):
		return tea.Quit
	case key.Matches(msg, k.suspend):
		return tea.Suspend
	case key.Matches(msg, player.play):
		if r.playing = !r.playing; r.playing && r.shown == len(r.events) {
			r.show(0) // again from the beginning
		}
	case key.Matches(msg, player.forward):
		r.show(r.shown + 1)
	case key.Matches(msg, player.back):
		r.playing = false
		r.show(r.shown - 1)
	case key.Matches(msg, player.faster):
		r.speed = min(r.speed+1, len(speeds)-1)
	case key.Matches(msg, player.slower):
		r.speed = max(0, r.speed-1)
	case key.Matches(msg, k.clear): // there would be nothing left to see
	default:
		command, _ := r.list.press(msg, k)
		return command
	}
	return r.next()
}

// next waits for the time of the next event, if the conversation is playing.
func (r *replay) next() tea.Cmd {
	if r.shown == len(r.events) {
		r.playing = false
	}
	r.plays++
	if !r.playing {
		return nil
	}
	plays := r.plays
	return tea.Tick(r.pause(), func(time.Time) tea.Msg { return playMsg{plays} })
}

// pause returns the time from the last event shown to the next one, at the speed.
func (r *replay) pause() time.Duration {
	if r.shown == 0 {
		return 0
	}
	return time.Duration(float64(r.events[r.shown].Since) / speeds[r.speed])
}

// View implements tea.Model.
func (r *replay) View() string {
	if r.width == 0 {
		return ""
	}
	styles := r.env.styles
	state := "paused"
	if r.playing {
		state = fmt.Sprintf("playing, next in %v", r.pause().Round(10*time.Millisecond))
	}
	name := styles.title.Render(r.name)
	if r.damaged {
		name += "  damaged: events are missing,"
	}
	head := fmt.Sprintf(" %s  event %d of %d, speed x%v, %s", name, r.shown,
		len(r.events), speeds[r.speed], state)
	lines := []string{fit(head, r.width), heading(r.list.summary(), r.width, styles)}
	lines = append(lines, fill(r.list.view(styles), r.width, r.list.height)...)
	if r.notice != "" {
		return strings.Join(append(lines, fit(styles.bold.Render(shorten(r.notice, r.width)), r.width)), "\n")
	}
	footer := help.New()
	footer.Width = r.width
	k := r.env.keys
	lines = append(lines, footer.ShortHelpView([]key.Binding{player.play, player.forward,
		player.back, player.faster, player.slower, k.quit, k.view, k.hex}))
	return strings.Join(lines, "\n")
}
