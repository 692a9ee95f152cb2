package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// eventList shows the events of a recording, which the screen calls messages,
// as a list or as lanes. It asks the recording only for what it draws, so that
// a hundred thousand events cost no more than ten.
type eventList struct {
	recording *wire.Recording
	filter    filter
	search    search
	hex       bool
	lanes     bool

	shown     []int // numbers of the events that pass the filter
	seen      int   // number of the last event in shown, or left out of it
	forgotten int   // number of the last event that the user has cleared
	top       int   // index in shown of the first row
	follow    bool  // keep the newest visible

	width, height int
}

func newEventList(recording *wire.Recording) *eventList {
	return &eventList{recording: recording, follow: true}
}

// refresh takes in the events that are new.
func (l *eventList) refresh() {
	for _, event := range l.recording.From(l.seen + 1) {
		l.seen = event.Number
		if l.filter.passes(event) {
			l.shown = append(l.shown, event.Number)
		}
	}
	gone := sort.SearchInts(l.shown, l.recording.Dropped()+1)
	l.shown = l.shown[gone:]
	l.top = max(0, l.top-gone)
}

// reload filters all events again.
func (l *eventList) reload() {
	l.shown, l.seen, l.top, l.follow = nil, l.forgotten, 0, true
	l.refresh()
}

// press handles a key that scrolls, filters or changes the form. It reports
// whether the key was one of these.
func (l *eventList) press(msg tea.KeyMsg, keys keyMap) bool {
	switch {
	case l.move(msg, keys):
	case key.Matches(msg, keys.view):
		l.lanes = !l.lanes
	case key.Matches(msg, keys.hex):
		l.hex = !l.hex
	case key.Matches(msg, keys.side):
		l.filter.nextSide()
		l.reload()
	case key.Matches(msg, keys.conn):
		l.filter.nextConn(l.recording.From(1))
		l.reload()
	case key.Matches(msg, keys.nextHit):
		l.nextHit()
	case key.Matches(msg, keys.clear):
		l.forgotten, l.filter.conn = l.seen, 0
		l.reload()
	default:
		return false
	}
	return true
}

// move scrolls by a key, event by event or page by page. At the end the list
// follows the newest event.
func (l *eventList) move(msg tea.KeyMsg, keys keyMap) bool {
	top, last := l.first(), l.pageBefore(len(l.shown))
	switch {
	case key.Matches(msg, keys.up):
		top--
	case key.Matches(msg, keys.down):
		top++
	case key.Matches(msg, keys.pageUp):
		top = l.pageBefore(top)
	case key.Matches(msg, keys.pageDown):
		top = l.pageAfter(top)
	case key.Matches(msg, keys.top):
		top = 0
	case key.Matches(msg, keys.bottom):
		top = last
	default:
		return false
	}
	l.top = max(0, min(top, last))
	l.follow = l.top == last
	return true
}

// first returns the index of the first visible event.
func (l *eventList) first() int {
	if l.follow {
		return l.pageBefore(len(l.shown))
	}
	return max(0, min(l.top, len(l.shown)-1))
}

// pageBefore returns the first index of the page that ends before an index. A page
// has at least one event, even one higher than the screen.
func (l *eventList) pageBefore(end int) int {
	first, rows := end, 0
	for first > 0 {
		rows += l.rows(l.at(first - 1))
		if rows > l.room() && first < end {
			break
		}
		first--
	}
	return first
}

// pageAfter returns the first index after the page that begins at an index.
func (l *eventList) pageAfter(first int) int {
	end, rows := first, 0
	for end < len(l.shown) {
		rows += l.rows(l.at(end))
		if rows > l.room() && end > first {
			break
		}
		end++
	}
	return end
}

// room returns the number of lines for events. Lanes have their names above them.
func (l *eventList) room() int {
	if l.lanes {
		return l.height - 1
	}
	return l.height
}

// rows returns the number of lines that an event takes.
func (l *eventList) rows(event wire.Event) int {
	switch {
	case l.hex && !l.lanes && event.Kind == wire.Data:
		return 1 + (len(event.Data)+15)/16
	}
	return 1
}

// at returns the event at an index in shown.
func (l *eventList) at(i int) wire.Event {
	events := l.recording.Window(l.shown[i], 1)
	if len(events) == 0 || events[0].Number != l.shown[i] {
		return wire.Event{Number: l.shown[i]} // the recording has just dropped it
	}
	return events[0]
}

// find searches for text from the first visible event on.
func (l *eventList) find(text string) tea.Cmd {
	l.search = search(strings.ToLower(text))
	if l.search == "" {
		return nil
	}
	l.top = l.first() - 1
	if !l.nextHit() {
		l.top++
		return notify("no message shown has %q", string(l.search))
	}
	return notify("n: the next message with %q", string(l.search))
}

// nextHit scrolls to the next event that matches the search, after the last one
// to the first. It reports whether there is one.
func (l *eventList) nextHit() bool {
	if l.search == "" {
		return false
	}
	hits := make(map[int]bool) // by number; to ask for each event alone is slow
	for _, event := range l.recording.From(l.forgotten + 1) {
		if l.search.matches(event) {
			hits[event.Number] = true
		}
	}
	for i := range l.shown {
		at := (max(l.top, -1) + 1 + i) % len(l.shown)
		if hits[l.shown[at]] {
			l.top, l.follow = at, false
			return true
		}
	}
	return false
}

// save writes the events to a file in the working folder, in the background.
func (l *eventList) save(stage course.Stage) tea.Cmd {
	events := l.recording.From(l.forgotten + 1)
	title := fmt.Sprintf("Part %d %s", stage.Number, stage.Title)
	name := fmt.Sprintf("%s-%s.md", stage.ID, time.Now().Format("20060102-150405"))
	return func() tea.Msg {
		path, err := filepath.Abs(name)
		if err != nil {
			return noticeMsg(err.Error())
		}
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return noticeMsg(err.Error())
		}
		if err := errors.Join(wire.WriteMarkdown(file, title, events), file.Close()); err != nil {
			return noticeMsg(err.Error())
		}
		return noticeMsg(fmt.Sprintf("%d messages saved in %s", len(events), path))
	}
}

// view draws the visible events.
func (l *eventList) view(styles styles) []string {
	if len(l.shown) == 0 {
		return []string{"", styles.muted.Render(" no messages yet")}
	}
	var events []wire.Event
	first := l.first()
	end := min(len(l.shown), l.pageAfter(first)+1) // the last one may be cut off
	for i := first; i < end; i++ {
		events = append(events, l.at(i))
	}
	if l.lanes {
		return drawLanes(events, l.width, l.recording, styles)
	}
	var lines []string
	for _, event := range events {
		lines = append(lines, l.row(event, styles))
		if l.hex && event.Kind == wire.Data {
			for _, line := range printable.Hex(event.Data) {
				lines = append(lines, styles.muted.Render(" "+line))
			}
		}
	}
	return lines
}

// row returns an event on one line: time, connection, side, size and data. A match
// of the search has a star.
func (l *eventList) row(event wire.Event, styles styles) string {
	mark := " "
	if l.search.matches(event) {
		mark = styles.hit.Render("*")
	}
	head := fmt.Sprintf("%8s #%-2d ", since(event.Since), event.Conn)
	if l.width >= 90 && !event.Time.IsZero() {
		head = event.Time.Format("15:04:05.000 ") + head
	}
	return mark + styles.muted.Render(head) + sideStyle(event, styles).Render(describe(event))
}

// summary says for the heading how many events are shown, and which.
func (l *eventList) summary() string {
	form := "list"
	if l.lanes {
		form = "lanes"
	} else if l.hex {
		form = "list, hex"
	}
	text := fmt.Sprintf("messages: %d, %s%s", len(l.shown), form, l.filter)
	if !l.follow {
		text += ", G follows"
	}
	return text
}
