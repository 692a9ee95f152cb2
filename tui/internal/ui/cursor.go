package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/wire"
)

// move selects another event by a key, the neighbour or one a page away, or scrolls
// the lanes sideways. At the newest event the list follows.
func (l *eventList) move(msg tea.KeyMsg, keys keyMap) bool {
	if len(l.shown) == 0 {
		return false
	}
	to := l.cursor
	switch {
	case key.Matches(msg, keys.up):
		to--
	case key.Matches(msg, keys.down):
		to++
	case key.Matches(msg, keys.pageUp):
		to = min(to-1, l.pageBefore(to))
	case key.Matches(msg, keys.pageDown):
		to = l.pageAfter(to)
	case key.Matches(msg, keys.top):
		to = 0
	case key.Matches(msg, keys.bottom):
		to = len(l.shown) - 1
	case l.lanes && key.Matches(msg, keys.left):
		l.firstLane, l.sideways, l.follow = max(0, l.laneStart()-1), true, false
		return true
	case l.lanes && key.Matches(msg, keys.right):
		l.firstLane, l.sideways, l.follow = l.laneStart()+1, true, false
		l.firstLane = l.laneStart()
		return true
	default:
		return false
	}
	l.selectRow(to)
	return true
}

// selectRow selects the event at an index in shown. While the detail is open the
// list does not follow: the next event would take the place of the one that is
// read.
func (l *eventList) selectRow(to int) {
	last := max(0, len(l.shown)-1)
	l.cursor, l.sideways = max(0, min(to, last)), false
	l.follow = l.cursor == last && l.detail == nil
	if l.cursor == last {
		l.followed = l.seen
	}
	if l.detail != nil {
		l.detail.top = 0
	}
	l.settle()
}

// first returns the index of the first visible event: the page holds the selected
// one.
func (l *eventList) first() int {
	if len(l.shown) == 0 {
		return 0
	}
	if l.follow {
		return l.pageBefore(len(l.shown))
	}
	// On a screen that has become higher, no row may stay empty below the last.
	top := max(0, min(l.top, l.cursor, l.pageBefore(len(l.shown))))
	if l.pageAfter(top) <= l.cursor {
		top = l.pageBefore(l.cursor + 1)
	}
	return top
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
	room := l.height - l.prompt.height()
	if l.lanes {
		room--
	}
	return max(1, room)
}

// rows returns the number of lines that an event takes.
func (l *eventList) rows(event wire.Event) int {
	switch {
	case l.hex && !l.lanes && event.Kind == wire.Data:
		row := perRow(l.listWidth() - hexIndent)
		return 1 + (len(event.Data)+row-1)/row
	}
	return 1
}

// click selects the event in a cell of the list. The rows of an open detail or of a
// conversation are not the list's.
func (l *eventList) click(x, y int) {
	if l.stream != nil || l.detail != nil && x >= l.listWidth() || len(l.shown) == 0 {
		return
	}
	if l.lanes {
		y--
	}
	for i := l.first(); y >= 0 && i < len(l.shown); i++ {
		if y -= l.rows(l.at(i)); y < 0 {
			l.selectRow(i)
		}
	}
}
