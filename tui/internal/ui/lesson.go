package ui

import (
	"strings"

	"github.com/charmbracelet/glamour"
	"github.com/charmbracelet/x/ansi"
)

// readWidth is a lesson's maximum width; longer lines are hard to read.
const readWidth = 100

// renderLesson renders a page's Markdown and returns its lines, with marks around the texts
// of links, and the links' targets. The style is fixed: glamour's automatic one asks
// the terminal for its background, and the answer would mix with the keys.
func renderLesson(page, text string, width int, dark bool) (lines, targets []string, err error) {
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
	text, targets = forScreen(page, expandTabs(text))
	rendered, err := renderer.Render(text)
	// What has no space to be broken at: addresses, and code.
	rendered = ansi.Hardwrap(unjoined.Replace(rendered), width, true)
	return strings.Split(strings.Trim(rendered, "\n"), "\n"), targets, err
}

// expandTabs replaces the tabs of a page by spaces: up to the next multiple of four, as the
// code screen does, but of eight in what a terminal shows, whose columns are made for that.
// Otherwise a terminal would move further than the layout expects.
func expandTabs(text string) string {
	lines := strings.Split(text, "\n")
	stop := 4
	for i, line := range lines {
		if fenceLine.MatchString(line) {
			if stop = 4; strings.HasSuffix(line, "```console") {
				stop = 8
			}
		}
		lines[i] = expandLine(line, stop)
	}
	return strings.Join(lines, "\n")
}

// expandLine replaces each tab of a line by spaces up to the next multiple of stop.
func expandLine(line string, stop int) string {
	var expanded strings.Builder
	column := 0
	for _, r := range line {
		if r == '\t' {
			spaces := stop - column%stop
			expanded.WriteString(strings.Repeat(" ", spaces))
			column += spaces
			continue
		}
		expanded.WriteRune(r)
		column++
	}
	return expanded.String()
}
