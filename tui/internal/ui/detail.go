package ui

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// detail shows the selected event in full. Up and down select the neighbours; the
// keys for pages scroll it.
type detail struct{ top int }

func (l *eventList) openDetail() {
	if len(l.shown) == 0 {
		return
	}
	if l.detail != nil {
		l.closeDetail()
		return
	}
	l.detail, l.follow = new(detail), false
	l.settle()
}

// closeDetail goes back to the list, which follows again if it is at its end.
func (l *eventList) closeDetail() {
	l.detail = nil
	l.selectRow(l.cursor)
}

// scrollDetail scrolls the detail by a key and reports whether the key does that.
func (l *eventList) scrollDetail(msg tea.KeyMsg, keys keyMap) bool {
	if !key.Matches(msg, keys.pageUp, keys.pageDown) {
		return false
	}
	height := l.height - l.prompt.height()
	s := scroll{top: l.detail.top, height: height, length: len(l.detailLines(l.detailWidth(), styles{}))}
	s.press(msg, keys)
	l.detail.top = s.top
	return true
}

func (l *eventList) detailWidth() int {
	if left := l.listWidth(); left < l.width {
		return l.width - left - 1
	}
	return l.width
}

func (l *eventList) detailView(width, height int, styles styles) []string {
	lines := l.detailLines(width, styles)
	s := scroll{top: l.detail.top, height: height, length: len(lines)}
	s.clamp()
	return s.cut(lines)
}

// shortText is how many lines a text may have to stand above what is known of it: on a
// small screen one sees the text first.
const shortText = 3

// detailLines lay out the selected event for a width.
func (l *eventList) detailLines(width int, styles styles) []string {
	event, found := l.selected()
	if !found {
		return nil
	}
	lines := []string{styles.title.Render(fmt.Sprintf(" event %d of %d", l.cursor+1, len(l.shown)))}
	var text []string
	if event.Kind == wire.Data {
		for _, line := range textLines(event.Data, width-1) {
			text = append(text, " "+sideStyle(event, styles).Render(line))
		}
	}
	if len(text) <= shortText {
		lines, text = append(lines, text...), nil
	}
	for _, fact := range l.facts(event) {
		for i, line := range wrap(fact[1], width-12) {
			name := ""
			if i == 0 {
				name = fact[0]
			}
			lines = append(lines, styles.muted.Render(fmt.Sprintf(" %-10s ", name))+line)
		}
	}
	if event.Kind != wire.Data {
		return append(lines, l.codeLines(event, styles)...)
	}
	if text != nil {
		lines = append(append(lines, ""), text...)
	}
	lines = append(lines, "")
	for _, line := range hexLines(event.Data, width-1) {
		lines = append(lines, " "+line)
	}
	return append(lines, l.codeLines(event, styles)...)
}

// facts are what is known of an event besides its bytes, each with its name.
func (l *eventList) facts(event wire.Event) [][2]string {
	of := l.connections.get(event.Conn)
	var facts [][2]string
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, [2]string{name, text})
		}
	}
	what := happened(event)
	if event.Kind == wire.Data {
		what = fmt.Sprintf("%d bytes", event.Size)
		if kept := len(event.Data); kept < event.Size {
			what += fmt.Sprintf("; only the first %d were kept", kept)
		}
	}
	add("from", whose(event))
	add("what", what)
	add("means", meaning(event))
	switch {
	case event.Stopped:
		add("reads", "by the relay, where they stop; what it delivers is an event of its own")
	case event.Arrives() != wire.Neither:
		add("reads", of.inARow(event, l.recording).String())
	}
	add("time", l.times(event, of))
	conn := l.recording.Conn(event.Conn)
	add("client", conn.Client())
	add("user", conn.User)
	if conn.Relay != "" {
		add("seen as", conn.Relay+", the relay's, by the server")
	}
	add("state now", of.state)
	return facts
}

// whose names the side and the connection of an event.
func whose(event wire.Event) string {
	side := "the " + event.From.String()
	switch {
	case event.Kind == wire.Started:
		return "the guide"
	case event.From == wire.Neither:
		side = "the relay"
	}
	if event.Conn == 0 {
		return side
	}
	return fmt.Sprintf("%s of connection #%d", side, event.Conn)
}

// String says in how many reads a message came.
func (r reads) String() string {
	if r.count == 1 {
		return "one read"
	}
	atLeast := ""
	if r.more {
		atLeast = "at least "
	}
	return fmt.Sprintf("read %d of %s%d in a row without an answer between; %d bytes together",
		r.at, atLeast, r.count, r.bytes)
}

// times returns the time of day of an event, and the times since the events before.
func (l *eventList) times(event wire.Event, of *connection) string {
	var parts []string
	if !event.Time.IsZero() {
		parts = append(parts, event.Time.Format("15:04:05.000000"))
	}
	if event.Number > 1 {
		parts = append(parts, since(event.Since)+" since the event before")
	}
	if before, found := of.before(event, l.recording); found && !before.Time.IsZero() {
		parts = append(parts, fmt.Sprintf("%s since the message before on #%d",
			since(event.Time.Sub(before.Time).Round(time.Microsecond)), event.Conn))
	}
	return strings.Join(parts, ", ")
}

// textLines lay out data as text between double quotes, with a new line after each
// newline in it.
func textLines(data []byte, width int) []string {
	var lines []string
	for line := range bytes.Lines(data) {
		quoted := printable.Quote(line)
		lines = append(lines, quoted[1:len(quoted)-1])
	}
	if len(lines) == 0 {
		lines = []string{""}
	}
	lines[0] = `"` + lines[0]
	lines[len(lines)-1] += `"`
	var wrapped []string
	for _, line := range lines {
		wrapped = append(wrapped, chop(line, width)...)
	}
	return wrapped
}

// chop cuts text into pieces of a width and loses nothing, not even a space.
func chop(text string, width int) []string {
	if len(text) <= width {
		return []string{text}
	}
	return strings.Split(ansi.Hardwrap(text, max(1, width), true), "\n")
}
