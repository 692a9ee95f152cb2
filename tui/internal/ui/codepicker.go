package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// picker is the list of a part's files, to choose one.
type picker struct {
	files  []codeFile
	cursor int
}

func newPicker(files []codeFile, chosen int) *picker { return &picker{files, chosen} }

// pressPicker handles a key while the list of files is open.
func (c *codeTab) pressPicker(msg tea.KeyMsg) {
	p, last := c.picker, len(c.files)-1
	switch {
	case key.Matches(msg, c.keys.enter):
		c.picker = nil
		c.choose(p.cursor)
	case key.Matches(msg, c.keys.cancel, c.keys.files):
		c.picker = nil
	case key.Matches(msg, c.keys.up):
		p.cursor = max(0, p.cursor-1)
	case key.Matches(msg, c.keys.down):
		p.cursor = min(last, p.cursor+1)
	case key.Matches(msg, c.keys.pageUp, c.keys.top):
		p.cursor = 0
	case key.Matches(msg, c.keys.pageDown, c.keys.bottom):
		p.cursor = last
	}
}

// view draws the list, with what changed in each file.
func (p *picker) view(height int, styles styles) []string {
	lines := []string{styles.bold.Render(" Choose a file:"), ""}
	room := max(1, height-len(lines))
	first := max(0, min(p.cursor-room/2, len(p.files)-room))
	for i := first; i < min(len(p.files), first+room); i++ {
		file := p.files[i]
		name := " " + file.name + " "
		if i == p.cursor {
			name = styles.selected.Render(">" + file.name + " ")
		}
		lines = append(lines, fmt.Sprintf(" %s %s", name, styles.muted.Render(file.about())))
	}
	return lines
}

// about says what is special about a file: what changed in it, or that it only
// makes the part faster.
func (f codeFile) about() string {
	switch c := f.changes; {
	case f.fast:
		return "how it is made fast"
	case c.added+c.removed > 0:
		return fmt.Sprintf("+%d -%d", c.added, c.removed)
	case c.rows != nil:
		return "unchanged"
	}
	return ""
}
