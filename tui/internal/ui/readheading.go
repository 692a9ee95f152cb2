package ui

import (
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// goToHeading goes to the heading that was asked for, or to a lab's link, if the page is drawn.
func (r *readTab) goToHeading() {
	if r.lines == nil || r.heading == "" {
		return
	}
	isLink := func(l link) bool { return strings.HasPrefix(r.heading, labLink) && l.target == r.heading }
	isHeading := func(line string) bool { return slugOf(ansi.Strip(line)) == r.heading }
	if i := slices.IndexFunc(r.links, isLink); i >= 0 {
		r.chosen = i
		r.draw()
		r.scroll.top = r.links[i].line - r.scroll.height*2/3 // the claim stands above it
	} else if i := slices.IndexFunc(r.lines, isHeading); i >= 0 {
		r.scroll.top = i
	}
	r.scroll.clamp()
	r.heading = ""
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
