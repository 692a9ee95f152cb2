package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/wire"
)

// conversation shows a finding: the messages of the check, the learner's code
// beside them, and below what was expected and what came.
type conversation struct {
	name          string // of the exercise
	finding       *check.Finding
	events        *eventList
	code          []string
	scroll        scroll // of the code
	zoom          int
	below         []string // what was expected and what came
	width, height int
	styles        styles
}

func newConversation(name string, f *check.Finding, code []string, styles styles) *conversation {
	c := &conversation{name: name, finding: f, code: code, styles: styles,
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
	left, _, rows := c.panes()
	c.events.setSize(left, rows)
	c.scroll.setHeight(rows)
	c.scroll.setLength(len(c.code))
}

// panes returns the columns of the messages and of the code, and their rows.
func (c *conversation) panes() (left, right, rows int) {
	rows = max(1, c.height-2-len(c.below))
	switch c.zoom {
	case zoomMessages:
		return c.width, 0, rows
	case zoomOutput:
		return 0, c.width, rows
	}
	left = c.width * 3 / 5
	return left, max(0, c.width-left-1), rows
}

// press handles a key and reports whether it was one of this screen's.
func (c *conversation) press(msg tea.KeyMsg, keys keyMap) (tea.Cmd, bool) {
	defer c.layOut()
	if c.events.typing() {
		return c.events.press(msg, keys)
	}
	switch {
	case key.Matches(msg, keys.zoom):
		c.zoom = (c.zoom + 1) % zooms
	case c.zoom == zoomOutput && c.scroll.press(msg, keys):
	case c.zoom != zoomOutput:
		return c.events.press(msg, keys)
	default:
		return nil, false
	}
	return nil, true
}

// click selects the message in a cell.
func (c *conversation) click(x, y int) {
	if left, _, rows := c.panes(); x < left && y >= 2 && y < 2+rows {
		c.events.click(x, y-2)
	}
}

func (c *conversation) view(styles styles) []string {
	left, right, rows := c.panes()
	heading := styles.frame.Render
	lines := []string{" " + styles.bad.Render(c.name+" "+c.finding.Name+": ") + c.finding.Happened}
	messages := fill(c.events.view(styles), left, rows)
	code := fill(c.scroll.cut(c.code), right, rows)
	switch c.zoom {
	case zoomMessages:
		lines = append(lines, heading(rule(c.events.summary(), left)))
		lines = append(lines, messages...)
	case zoomOutput:
		lines = append(lines, heading(rule("your code", right)))
		lines = append(lines, code...)
	default:
		lines = append(lines, heading(rule(c.events.summary(), left)+"┬"+rule("your code", right)))
		lines = append(lines, beside(messages, code, heading("│"))...)
	}
	return append(lines, c.below...)
}
