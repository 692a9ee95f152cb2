package ui

import (
	"fmt"
	"sort"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
)

// output is a pane with what a program has printed. It follows the last line until
// the user scrolls up, and then keeps what they read in its place.
type output struct {
	scroll
	paused bool     // the user reads further up
	width  int      // 0: the pane is hidden
	rows   []string // laid out for the width
	starts []int    // for each line the index of its first row
	first  int      // the number of the first line: so many were dropped before
	unread int      // lines that came while the user was reading further up
}

// press scrolls by a key and reports whether the key scrolls.
func (o *output) press(msg tea.KeyMsg, keys keyMap) bool {
	if !o.scroll.press(msg, keys) {
		return false
	}
	o.paused = !o.atEnd() || key.Matches(msg, keys.top) && o.length > o.height
	if !o.paused {
		o.unread = 0
	}
	return true
}

// show lays out what the program has printed.
func (o *output) show(printed runner.Output, styles styles) {
	line, row := o.place()
	before := o.first + len(o.starts)
	o.rows, o.starts, o.first = nil, nil, printed.Dropped
	for _, line := range printed.Lines {
		style := styles.server
		if line.Source == runner.Stderr {
			style = styles.muted
		}
		o.starts = append(o.starts, len(o.rows))
		for _, piece := range wrap(printable.Text([]byte(line.Text)), o.width-1) {
			o.rows = append(o.rows, " "+style.Render(piece))
		}
	}
	o.length = len(o.rows)
	if o.paused {
		o.unread += max(0, o.first+len(o.starts)-before)
		o.goTo(line, row)
		return
	}
	o.top = o.length
	o.clamp()
}

// place returns the number of the line at the top, and which of its rows that is.
func (o *output) place() (line, row int) {
	at := max(0, sort.SearchInts(o.starts, o.top+1)-1)
	if at >= len(o.starts) {
		return o.first, 0
	}
	return o.first + at, o.top - o.starts[at]
}

// goTo scrolls to a row of a line, or to the first line if that one was dropped.
func (o *output) goTo(line, row int) {
	o.top = 0
	if at := line - o.first; at >= 0 && at < len(o.starts) {
		o.top = o.starts[at] + row
	}
	o.clamp()
}

// setSize sets the size in cells; the width takes effect with the next show.
func (o *output) setSize(width, height int) {
	o.width = width
	o.setHeight(height)
}

// clear empties the pane, for another program.
func (o *output) clear() { *o = output{width: o.width, scroll: scroll{height: o.height}} }

func (o *output) view() []string { return o.cut(o.rows) }

// summary says for the heading what is shown.
func (o *output) summary() string {
	switch {
	case o.paused && o.unread > 0:
		return fmt.Sprintf("output: %d new, G: newest", o.unread)
	case o.paused:
		return "output, G: newest"
	case o.first > 0:
		return fmt.Sprintf("output, without %d lines before", o.first)
	}
	return "the server's output"
}
