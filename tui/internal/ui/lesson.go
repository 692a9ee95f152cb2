package ui

import (
	"strings"
	"wallsockets/tui/internal/printable"

	"github.com/charmbracelet/glamour"
)

// readWidth is a lesson's maximum width; longer lines are hard to read.
const readWidth = 100

// renderLesson renders Markdown and returns its lines, with marks around the texts
// of links, and the links' targets. The style is fixed: glamour's automatic one asks
// the terminal for its background, and the answer would mix with the keys.
func renderLesson(text string, width int, dark bool) (lines, targets []string, err error) {
	style, formatter := "light", "terminal256"
	if dark {
		style = "dark"
	}
	if noColor() {
		style, formatter = "ascii", "noop"
	}
	renderer, err := glamour.NewTermRenderer(glamour.WithStyles(lessonStyle(style)),
		glamour.WithChromaFormatter(formatter), glamour.WithWordWrap(width))
	if err != nil {
		return nil, nil, err
	}
	colouring.Lock()
	defer colouring.Unlock()
	text, targets = forScreen(expandTabs(text))
	rendered, err := renderer.Render(text)
	rendered = strings.ReplaceAll(rendered, printable.Joining, "-")
	return strings.Split(strings.Trim(rendered, "\n"), "\n"), targets, err
}

// expandTabs replaces each tab by spaces up to the next multiple of four.
// Otherwise a terminal would move further than the layout expects.
func expandTabs(text string) string {
	var expanded strings.Builder
	column := 0
	for _, r := range text {
		switch r {
		case '\t':
			spaces := 4 - column%4
			expanded.WriteString(strings.Repeat(" ", spaces))
			column += spaces
			continue
		case '\n':
			column = -1
		}
		expanded.WriteRune(r)
		column++
	}
	return expanded.String()
}
