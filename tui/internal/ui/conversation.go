package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/wire"
)

// conversation shows a finding: the events of the check, the learner's code
// beside them, and below what was expected and what came.
type conversation struct {
	name          string // of the exercise
	finding       *check.Finding
	events        *eventList
	code          []string
	where         string // in the code the pane begins
	scroll        scroll // of the code
	panes         panes
	below         []string // what was expected and what came
	width, height int
	styles        styles
}

// newConversation shows a finding beside the learner's code, from the line that it is
// about, at the index at, if that is known.
func newConversation(name string, f *check.Finding, code []string, at int, where string,
	styles styles) *conversation {
	c := &conversation{name: name, finding: f, code: code, where: where, styles: styles,
		scroll: scroll{top: max(0, at-excerptAround), length: len(code)},
		panes:  panes{share: 60},
		events: newEventList(wire.Load(f.Events))}
	c.events.refresh()
	c.events.setFilter(filter{}.withConn(f.Conn))
	return c
}

func (c *conversation) setSize(width, height int) {
	c.width, c.height = width, height
	c.layOut()
}

// layOut shares the room.
func (c *conversation) layOut() {
	c.below = besideLines(c.finding, c.width, c.events.hex, c.styles)
	if most := max(2, c.height/3); len(c.below) > most {
		c.below = c.below[:most]
	}
	c.panes.width, c.panes.height = c.width, max(3, c.height-1-len(c.below))
	c.events.setSize(c.panes.first())
	_, rows := c.panes.second()
	c.scroll.setHeight(rows)
	c.scroll.setLength(len(c.code))
}

// press handles a key and reports whether it was one of this screen's.
func (c *conversation) press(msg tea.KeyMsg, keys keyMap) (tea.Cmd, bool) {
	defer c.layOut()
	if c.events.typing() {
		return c.events.press(msg, keys)
	}
	switch {
	case c.panes.press(msg, keys):
	case c.panes.zoom == zoomSecond && c.scroll.press(msg, keys):
	case c.panes.zoom != zoomSecond:
		return c.events.press(msg, keys)
	default:
		return nil, false
	}
	return nil, true
}

// click selects the event in a cell.
func (c *conversation) click(x, y int) {
	if column, row, inside := c.panes.inFirst(x, y-1); inside {
		c.events.click(column, row)
	}
}

func (c *conversation) view(styles styles) []string {
	lines := []string{" " + styles.bad.Render(c.name+" "+c.finding.Name+": ") + c.finding.Happened}
	lines = append(lines, c.panes.view(pane{c.events.summary(), c.events.view(styles)},
		pane{c.where, c.scroll.cut(c.code)}, styles)...)
	return append(lines, c.below...)
}
