package ui

import (
	"fmt"
	"strings"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// excerptAround is how many lines of code stand before and after the one that did what
// an event shows.
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
	for _, step := range stepsOf(event) {
		places, _ := course.Places(r.root, r.stage, r.ran, step) // l says what is wrong
		if len(places) > 0 {
			return excerptAt(r.root, places[0])
		}
	}
	return nil
}

// excerptAt returns a line of code with those around it; nil: the file has gone.
func excerptAt(root string, place course.Place) *codeExcerpt {
	code, err := course.Source(root, place.File)
	if err != nil {
		return nil
	}
	lines := strings.Split(strings.TrimRight(code, "\n"), "\n")
	first := max(1, place.Line-excerptAround)
	last := min(len(lines), place.Line+excerptAround)
	e := &codeExcerpt{place: fmt.Sprintf("%s:%d", place.File, place.Line), first: first,
		at: place.Line - first}
	for _, line := range lines[first-1 : last] {
		e.lines = append(e.lines, printable.Lines(line)...)
	}
	return e
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
