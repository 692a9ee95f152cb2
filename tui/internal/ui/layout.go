package ui

import (
	"fmt"
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

// tooSmall says in a terminal that is too small what the guide needs, as fully as fits.
func tooSmall(width, height int) []string {
	needs := fmt.Sprintf("%dx%d", MinWidth, MinHeight)
	for _, text := range []string{
		fmt.Sprintf("The guide needs %d columns and %d rows; this terminal has %d and %d.",
			MinWidth, MinHeight, width, height),
		"The guide needs " + needs + ".", "needs " + needs, needs,
	} {
		longest := 0
		for _, word := range strings.Fields(text) {
			longest = max(longest, len(word))
		}
		if lines := wrap(text, width); longest <= width && len(lines) <= height {
			return lines
		}
	}
	if lines := wrap(needs, width); len(lines) <= height {
		return lines
	}
	return []string{ansi.Truncate(needs, width, "…")}
}

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
