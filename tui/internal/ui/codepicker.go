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
	p := c.picker
	switch {
	case key.Matches(msg, c.keys.enter):
		c.picker = nil
		c.choose(p.cursor)
	case key.Matches(msg, c.keys.cancel, c.keys.files):
		c.picker = nil
	default:
		p.cursor = movePicked(p.cursor, len(c.files), msg, c.keys)
	}
}

// movePicked moves the cursor in a list to pick from by a key, and returns where it is.
func movePicked(cursor, length int, msg tea.KeyMsg, keys keyMap) int {
	switch {
	case key.Matches(msg, keys.up):
		cursor--
	case key.Matches(msg, keys.down):
		cursor++
	case key.Matches(msg, keys.pageUp, keys.top):
		cursor = 0
	case key.Matches(msg, keys.pageDown, keys.bottom):
		cursor = length - 1
	}
	return max(0, min(cursor, length-1))
}

// around returns which entries of a list to pick from are visible: those around the
// cursor.
func around(cursor, length, height int) (first, end int) {
	height = max(1, height)
	first = max(0, min(cursor-height/2, length-height))
	return first, min(length, first+height)
}

// view draws the list, with what changed in each file.
func (p *picker) view(height int, styles styles) []string {
	lines := []string{styles.bold.Render(" Choose a file:"), ""}
	first, end := around(p.cursor, len(p.files), height-len(lines))
	for i := first; i < end; i++ {
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
