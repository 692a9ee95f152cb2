package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// jump goes to the next change in the file, or to the previous one.
func (c *codeTab) jump(by int) tea.Cmd {
	rows := c.rows()
	if c.file().changes.rows == nil {
		return c.unchanged()
	}
	to := nextRow(rows, c.cursor, by, func(i int) bool { return beginsChange(rows, i) })
	if to < 0 {
		return notify("no more changes that way; ] opens the next file")
	}
	c.center(to)
	return nil
}

// unchanged says why the file has no changes.
func (c *codeTab) unchanged() tea.Cmd {
	if c.stage.From == 0 {
		return notify("part %d grows from no other part", c.stage.Number)
	}
	return notify("%s is new in this part", c.file().name)
}

// hits reports whether a line has the text that is searched for.
func (c *codeTab) hits(line string) bool {
	return c.search != "" && strings.Contains(strings.ToLower(line), c.search)
}

// pressInput handles a key while the text to search for is typed.
func (c *codeTab) pressInput(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, c.keys.cancel):
		c.input.close()
	case key.Matches(msg, c.keys.send):
		c.search = strings.ToLower(c.input.close())
		if c.search == "" || c.hits(c.rows()[c.cursor].plain) {
			return nil
		}
		return c.nextHit(1)
	default:
		return c.input.update(msg)
	}
	return nil
}

// nextHit goes to the next line with the text, or to the previous one, around the
// end of the file.
func (c *codeTab) nextHit(by int) tea.Cmd {
	if c.search == "" {
		return notify("/ searches")
	}
	rows := c.rows()
	hit := func(i int) bool { return c.hits(rows[i].plain) }
	to := nextRow(rows, c.cursor, by, hit)
	if to < 0 { // around the end
		start := -1
		if by < 0 {
			start = len(rows)
		}
		to = nextRow(rows, start, by, hit)
	}
	if to < 0 {
		return notify("%s has no %q", c.file().name, c.search)
	}
	c.center(to)
	return nil
}
