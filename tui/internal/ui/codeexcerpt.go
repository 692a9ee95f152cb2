package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// excerptAround is how many lines of code stand before and after the one that did what
// a message shows.
const excerptAround = 2

// codeExcerpt is the line of code that did what an event shows, with those around it.
type codeExcerpt struct {
	place string // "part1-basic/server/main.go:61"
	first int    // number of the first line
	at    int    // index in lines of the one that did it
	lines []string
}

// codeFor returns the code that did what an event shows; nil: none was found.
func (r *stageRun) codeFor(event wire.Event) *codeExcerpt {
	places, _ := r.placesOf(event) // l says what is wrong with the others
	if len(places) == 0 {
		return nil
	}
	place := places[0]
	code, err := os.ReadFile(filepath.Join(r.root, filepath.FromSlash(place.File)))
	if err != nil {
		return nil
	}
	lines := printable.Lines(string(code))
	first := max(1, place.Line-excerptAround)
	last := min(len(lines), place.Line+excerptAround)
	return &codeExcerpt{place: fmt.Sprintf("%s:%d", place.File, place.Line), first: first,
		at: place.Line - first, lines: lines[first-1 : last]}
}

// codeLines draw the code that did what an event shows.
func (l *eventList) codeLines(event wire.Event, styles styles) []string {
	if l.excerpt == nil {
		return nil
	}
	e := l.excerpt(event)
	if e == nil {
		return nil
	}
	lines := []string{"", " " + styles.title.Render(e.place) + styles.muted.Render("  (l opens it)")}
	for i, line := range e.lines {
		text := fmt.Sprintf("%4d %s", e.first+i, strings.TrimRight(line, " "))
		if i == e.at {
			lines = append(lines, styles.accent.Render(">"+text))
		} else {
			lines = append(lines, styles.muted.Render(" "+text))
		}
	}
	return lines
}
