package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// showPlaces goes to the first of the lines that another screen asks for.
func (c *codeTab) showPlaces(msg placesMsg) tea.Cmd {
	c.back, c.from = msg.back, msg.from
	c.places, c.at, c.diff, c.picker = msg.places, 0, false, nil
	return c.arrive()
}

// nextPlace goes to the next of these lines, after the last to the first.
func (c *codeTab) nextPlace() tea.Cmd {
	if c.places == nil {
		return notify("l on the Run screen shows the line of code of an event")
	}
	c.at = (c.at + 1) % len(c.places)
	c.diff = false
	return c.arrive()
}

// arrive shows the current place. If its file is not loaded, loaded calls it again.
func (c *codeTab) arrive() tea.Cmd {
	place := c.places[c.at]
	at := slices.IndexFunc(c.files, func(f codeFile) bool { return f.name == place.File })
	switch {
	case at >= 0:
		c.chosen = at
		c.layOut()
		c.goToLine(place.Line)
		return nil
	case !strings.HasPrefix(place.File, c.stage.ID+"/") && !slices.Contains(c.borrowed, place.File):
		c.arriving = true
		c.borrowed = append(c.borrowed, place.File)
		return c.load()
	case len(c.files) == 0:
		c.arriving = true // they are being loaded
		return nil
	}
	return notify("there is no %s any more", place.File)
}

// goBack goes back to the screen that has asked for places or a file.
func (c *codeTab) goBack() tea.Cmd {
	if c.from == "" {
		return nil
	}
	stage, from := c.back, c.from
	c.places, c.from = nil, ""
	c.layOut()
	return func() tea.Msg { return openMsg{stage, from} }
}

// marks reports whether the current row is the line that is shown for an event.
func (c *codeTab) marks() bool {
	return c.places != nil && c.file().name == c.places[c.at].File &&
		c.line() == c.places[c.at].Line
}

// placeLines says which line this is, and what the program printed about it.
func (c *codeTab) placeLines() []string {
	place := c.places[c.at]
	text := " " + c.styles.bold.Render(place.name())
	if n := len(c.places); n > 1 {
		text += c.styles.muted.Render(fmt.Sprintf(", %d of %d; l: ", c.at+1, n) +
			c.places[(c.at+1)%n].name())
	}
	lines := []string{text + c.styles.muted.Render("; esc: back to "+c.from)}
	if place.narration == nil {
		return append(lines, "")
	}
	style := c.styles.client
	if place.Step.Program() == "server" {
		style = c.styles.server
	}
	for i, line := range place.narration[:min(len(place.narration), max(1, c.height/3))] {
		if i > 0 {
			style = c.styles.muted
		}
		lines = append(lines, "   "+style.Render(line))
	}
	return append(lines, heading("the code", c.width, c.styles))
}
