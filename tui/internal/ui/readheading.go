package ui

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// goToHeading goes to the heading that was asked for, if the page is drawn.
func (r *readTab) goToHeading() {
	for i, line := range r.lines {
		if r.heading != "" && slugOf(ansi.Strip(line)) == r.heading {
			r.scroll.top = i
			r.scroll.clamp()
			break
		}
	}
	if r.lines != nil {
		r.heading = ""
	}
}

// slugOf returns a heading as links have it: "## The idea" is "the-idea".
func slugOf(heading string) string {
	isWord := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	heading = strings.TrimLeftFunc(strings.TrimSpace(heading), func(c rune) bool { return !isWord(c) })
	var slug strings.Builder
	for _, c := range strings.ToLower(heading) {
		switch {
		case isWord(c), c == '-', c == '_':
			slug.WriteRune(c)
		case c == ' ':
			slug.WriteByte('-')
		}
	}
	return slug.String()
}

// draw draws the links into the lines. Below a lesson is room for what comes next.
func (r *readTab) draw() {
	r.lines, r.links = drawLinks(r.marked, r.targets, r.chosen)
	if r.page == r.stage.Lesson() {
		r.lines = append(r.lines, "", "")
	}
}
