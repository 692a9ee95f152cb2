package ui

import (
	"strings"
	"wallsockets/tui/internal/printable"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// The guide needs a terminal of at least this many columns and rows.
const (
	MinWidth  = 60
	MinHeight = 16
)

// headerHeight is the number of rows above the screens.
const headerHeight = 2

// bodyHeight returns the height between header and footer.
func bodyHeight(height int) int { return height - headerHeight - 1 }

// fit cuts text to a number of cells or pads it with spaces. The text may have
// styles but nothing else that is not printable.
func fit(text string, width int) string {
	text = ansi.Truncate(text, width, "…")
	return text + strings.Repeat(" ", max(0, width-lipgloss.Width(text)))
}

// shorten leaves out the middle of text without styles that is too wide.
func shorten(text string, width int) string {
	over := ansi.StringWidth(text) - width
	if over <= 0 {
		return text
	}
	left := (width - 1) / 2
	return ansi.Truncate(text, left, "") + "…" + ansi.TruncateLeft(text, left+over+1, "")
}

// fill cuts and pads lines to a rectangle.
func fill(lines []string, width, height int) []string {
	filled := make([]string, height)
	for i := range filled {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		filled[i] = fit(line, width)
	}
	return filled
}

// beside joins two columns, with a line between them.
func beside(left, right []string, line string) []string {
	joined := make([]string, len(left))
	for i := range left {
		joined[i] = left[i] + line + right[i]
	}
	return joined
}

// wrap breaks text without styles into lines of a width.
func wrap(text string, width int) []string { return printable.Wrap(text, width) }
