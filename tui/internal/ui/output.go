package ui

import (
	"fmt"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
)

// output is the pane with what the server has printed, or with the reason why
// it did not start. It follows the last line until the user scrolls up.
type output struct {
	scroll
	width int      // 0: the pane is hidden
	lines []string // laid out for the width
}

// show lays out what the server has printed.
func (o *output) show(printed runner.Output, styles styles) {
	var lines []string
	if printed.Dropped > 0 {
		lines = append(lines, styles.muted.Render(fmt.Sprintf(" (%d lines before)", printed.Dropped)))
	}
	for _, line := range printed.Lines {
		style := styles.server
		if line.Source == runner.Stderr {
			style = styles.muted
		}
		for _, piece := range wrap(printable.Text([]byte(line.Text)), o.width-1) {
			lines = append(lines, " "+style.Render(piece))
		}
	}
	o.replace(lines)
}

// showFailure lays out an error, from its first line on.
func (o *output) showFailure(failure []string, styles styles) {
	var lines []string
	for _, line := range failure {
		for _, piece := range wrap(line, o.width-1) {
			lines = append(lines, " "+styles.bad.Render(piece))
		}
	}
	o.lines = lines
	o.setLength(len(lines))
}

// replace shows other lines, and their end if the end was visible before.
func (o *output) replace(lines []string) {
	if o.atEnd() {
		o.top = len(lines)
	}
	o.lines = lines
	o.setLength(len(lines))
}

// clear empties the pane.
func (o *output) clear() { o.lines, o.scroll = nil, scroll{height: o.height} }

func (o *output) view() []string { return o.cut(o.lines) }
