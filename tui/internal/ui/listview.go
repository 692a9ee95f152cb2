package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/wire"
)

// besideWidth is how wide the list must be to have the detail beside it.
const besideWidth = 110

// listWidth returns the columns of the list. The detail is beside it, or takes its
// place.
func (l *eventList) listWidth() int {
	if l.detail != nil && l.width >= besideWidth {
		return l.width / 2
	}
	return l.width
}

// view draws the list, or what is open in its place, and the line that is typed in.
func (l *eventList) view(styles styles) []string {
	height := max(0, l.height-l.prompt.height())
	var lines []string
	switch {
	case l.stream != nil:
		lines = l.stream.view(styles)
	case l.detail != nil && l.listWidth() == l.width:
		lines = l.detailView(l.width, height, styles)
	case l.detail != nil:
		left := l.listWidth()
		right := l.width - left - 1
		lines = beside(fill(l.rowsView(styles), left, height),
			fill(l.detailView(right, height, styles), right, height), styles.frame.Render("│"))
	default:
		lines = l.rowsView(styles)
	}
	if !l.typing() {
		return lines
	}
	return append(fill(lines, l.width, height), l.prompt.view(l.width, styles)...)
}

// rowsView draws the visible events.
func (l *eventList) rowsView(styles styles) []string {
	if len(l.shown) == 0 {
		none := " no events yet"
		if l.total() > 0 {
			none = " no event passes the filter: f changes it"
		}
		return []string{"", styles.muted.Render(none)}
	}
	first := l.first()
	end := min(len(l.shown), l.pageAfter(first)+1) // the last one may be cut off
	if l.lanes {
		return l.lanesView(first, end, styles)
	}
	var lines []string
	for i := first; i < end; i++ {
		event := l.at(i)
		lines = append(lines, l.row(i, event, styles))
		if l.hex && event.Kind == wire.Data {
			for _, line := range hexLines(event.Data, l.listWidth()-hexIndent) {
				lines = append(lines, styles.muted.Render(strings.Repeat(" ", hexIndent)+line))
			}
		}
	}
	return lines
}

// marks returns what is before each row: > for the selected event and * for a match
// of the search.
func (l *eventList) marks(i int, event wire.Event) string {
	marks := []byte("  ")
	if i == l.cursor {
		marks[0] = '>'
	}
	if l.search.matches(event) {
		marks[1] = '*'
	}
	return string(marks)
}

// row returns an event on one line: time, connection, side, size and data, each in a
// column of its own.
func (l *eventList) row(i int, event wire.Event, styles styles) string {
	width := l.listWidth()
	marks := l.marks(i, event)
	conn := fmt.Sprintf("%-6s ", connName(event.Conn))
	head := fmt.Sprintf("%8s ", since(event.Since))
	if width >= 90 && !event.Time.IsZero() {
		head = event.Time.Format("15:04:05.000 ") + head
	}
	room := max(0, width-len(marks)-ansi.StringWidth(head+conn))
	body := excerpt(event, room)
	if event.Kind == wire.Started {
		body = ruledOff(event, room)
	}
	if i == l.cursor {
		return styles.selected.Render(fit(marks+head+conn+body, width))
	}
	if marks[1] == '*' {
		marks = " " + styles.hit.Render("*")
	}
	return marks + styles.muted.Render(head) + styles.conversation(event.Conn).Render(conn) +
		sideStyle(event, styles).Render(body)
}

// excerpt describes an event in a number of cells. Bytes are cut at the end, and
// what has a path or an address in it loses its middle.
func excerpt(event wire.Event, width int) string {
	if event.Kind != wire.Data {
		return shorten(describe(event), width)
	}
	// Most characters take no more than four bytes; to quote all 4 KiB is slow.
	event.Data = event.Data[:min(len(event.Data), 4*width)]
	return ansi.Truncate(describe(event), width, "…")
}

// total returns how many events there are, shown or not.
func (l *eventList) total() int { return l.seen - max(l.forgotten, l.recording.Dropped()) }

// summary says for the heading how many events are shown, and which.
func (l *eventList) summary() string {
	if l.stream != nil {
		return l.stream.summary(l.connections.get(l.stream.conn))
	}
	text := fmt.Sprintf("events: %d", len(l.shown))
	if total := l.total(); total > len(l.shown) {
		text = fmt.Sprintf("events: %d of %d shown", len(l.shown), total)
	}
	if l.hunt != nil {
		text += fmt.Sprintf(", searched: %d, any key stops", len(l.shown)-l.hunt.left)
	}
	if missed := l.missed(); missed > 0 && !l.follow {
		text += fmt.Sprintf(", %d new: G", missed)
	} else if !l.follow && l.detail == nil {
		text += ", G: newest"
	}
	text += l.form()
	if words := l.filter.String(); words != "" {
		text += ", only " + words
	}
	if dropped := l.recording.Dropped() - l.forgotten; dropped > 0 {
		text += fmt.Sprintf(", %d older dropped", dropped)
	}
	return text
}

// form names what the list is shown as.
func (l *eventList) form() string {
	text := ", list"
	if l.lanes {
		text = ", lanes"
	}
	if l.hex {
		text += ", hex"
	}
	if most := l.mostLanes(); l.lanes && len(l.conns) > most {
		from := l.laneStart()
		text += fmt.Sprintf(" #%d-#%d of %d", l.conns[from], l.conns[from+most-1], len(l.conns))
	}
	return text
}

// bindings are the keys of what is open in place of the list, if anything is.
func (l *eventList) bindings(k keyMap) []key.Binding {
	switch {
	case l.typing() && l.prompt.kind == promptFilter:
		return []key.Binding{named(k.send, "keep"), named(k.cancel, "clear the filter")}
	case l.typing():
		return []key.Binding{named(k.send, "search"), named(k.cancel, "back")}
	case l.stream != nil:
		return []key.Binding{k.cancel, k.hex, named(k.copy, "copy all"), named(k.pageDown, "page down")}
	case l.detail != nil:
		return []key.Binding{k.cancel, named(k.down, "next event"), named(k.pageDown, "scroll"), k.copy, k.stream}
	}
	return nil
}
