package ui

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// zooms are the ways to share the room between two panes.
const (
	zoomBoth = iota
	zoomFirst
	zoomSecond
	zooms
)

// sideBySide is the width from which two panes stand side by side. On a narrower
// screen one stands above the other, as two thin columns would cut every line.
const sideBySide = 100

// panes share a rectangle between two panes in a frame. The user can move the
// line between them, or see only one.
type panes struct {
	width, height int // of both, with their frame
	zoom          int
	share         int // of the first pane, in percent
	wide          int // from this width they stand side by side; 0: from sideBySide
	below         int // rows that the second pane needs below the first; 0: share says it
}

// pane is one of two panes: what it shows and what its frame says.
type pane struct {
	title string
	lines []string
}

// stacked reports whether the panes stand one above the other.
func (p panes) stacked() bool { return p.below > 0 || p.width < cmp.Or(p.wide, sideBySide) }

// first returns the columns and rows inside the first pane. A hidden pane has those of
// the visible one: what is in it is laid out nevertheless, and needs some room.
func (p panes) first() (width, height int) {
	width, height = max(1, p.width-2), max(1, p.height-2)
	switch {
	case p.zoom != zoomBoth:
		return width, height
	case p.below > 0:
		return width, max(1, min(3, height-2), height-1-p.below)
	case p.stacked():
		return width, p.part(height-1, 3)
	}
	return p.part(width-1, 20), height
}

// second returns the columns and rows inside the second pane.
func (p panes) second() (width, height int) {
	width, height = max(1, p.width-2), max(1, p.height-2)
	left, top := p.first()
	switch {
	case p.zoom != zoomBoth:
		return width, height
	case p.stacked():
		return width, max(1, height-1-top)
	}
	return max(1, width-1-left), height
}

// inFirst returns the cell of the first pane that is at a cell of both with their
// frame, and whether there is one.
func (p panes) inFirst(x, y int) (column, row int, inside bool) {
	width, height := p.first()
	return x - 1, y - 1, 1 <= x && x <= width && 1 <= y && y <= height
}

// part returns the first pane's part of some cells, and leaves each pane at least
// a few.
func (p panes) part(cells, least int) int {
	least = max(1, min(least, cells/2))
	return max(least, min(cells*p.share/100, cells-least))
}

// press handles a key that shares the room in another way. It reports whether the
// key was one of these.
func (p *panes) press(msg tea.KeyMsg, keys keyMap) bool {
	switch {
	case key.Matches(msg, keys.zoom):
		p.zoom = (p.zoom + 1) % zooms
	case key.Matches(msg, keys.split):
		by := 5
		if msg.String() == "-" {
			by = -5
		}
		p.move(by)
	default:
		return false
	}
	return true
}

// move moves the line between the panes by some percent, or as far as it takes to move
// it at all. It stays where it is if a pane has no more room to give.
func (p *panes) move(by int) {
	for moved := *p; moved.share > 0 && moved.share < 100; {
		moved.share += by
		width, height := p.first()
		if w, h := moved.first(); w != width || h != height {
			*p = moved
			return
		}
	}
}

// view draws the panes in their frame.
func (p panes) view(first, second pane, styles styles) []string {
	left, top := p.first()
	right, bottom := p.second()
	first.lines, second.lines = fill(first.lines, left, top), fill(second.lines, right, bottom)
	if p.zoom == zoomSecond {
		first, left = second, right
	}
	line := styles.frame.Render
	edge := line("│")
	lines := []string{line("╭") + heading(first.title, left, styles) + line("╮")}
	end := strings.Repeat("─", left)
	switch {
	case p.zoom != zoomBoth:
		lines = append(lines, first.lines...)
	case p.stacked():
		lines = append(lines, first.lines...)
		lines = append(lines, line("├")+heading(second.title, right, styles)+line("┤"))
		lines = append(lines, second.lines...)
	default:
		lines[0] = line("╭") + heading(first.title, left, styles) + line("┬") +
			heading(second.title, right, styles) + line("╮")
		lines = append(lines, beside(first.lines, second.lines, edge)...)
		end += "┴" + strings.Repeat("─", right)
	}
	for i := range lines {
		if lipgloss.Width(lines[i]) < p.width {
			lines[i] = edge + lines[i] + edge
		}
	}
	return append(lines, line("╰"+end+"╯"))
}

// heading returns the upper edge of a pane, with its title.
func heading(title string, width int, styles styles) string {
	if width < 6 {
		return styles.frame.Render(strings.Repeat("─", width))
	}
	title = " " + strings.TrimRight(fit(title, width-4), " ") + " "
	return styles.frame.Render("─") + styles.muted.Render(title) +
		styles.frame.Render(strings.Repeat("─", width-1-lipgloss.Width(title)))
}
