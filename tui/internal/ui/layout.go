package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// The smallest terminal that the guide can be drawn in.
const (
	minWidth  = 60
	minHeight = 16
)

// bodyHeight is what header and footer leave.
func bodyHeight(height int) int { return height - 3 }

// fit cuts text to a number of cells, or fills it up with spaces. Text may
// have styles in it, and nothing else that is not printable.
func fit(text string, width int) string {
	text = ansi.Truncate(text, width, "…")
	return text + strings.Repeat(" ", max(0, width-lipgloss.Width(text)))
}

// fill makes lines fit a rectangle: as many and as wide as it is.
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

// beside puts two columns side by side, with a line between them.
func beside(left, right []string, line string) []string {
	joined := make([]string, len(left))
	for i := range left {
		joined[i] = left[i] + line + right[i]
	}
	return joined
}

// wrap breaks text without styles at spaces, to lines of a width.
func wrap(text string, width int) []string {
	return strings.Split(ansi.Wrap(text, max(1, width), " "), "\n")
}
