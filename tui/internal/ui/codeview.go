package ui

import (
	"fmt"
	"strings"
)

func (c *codeTab) view() []string {
	switch {
	case len(c.files) == 0:
		return []string{"", "  reading the code..."}
	case c.picker != nil:
		return c.picker.view(c.height, c.styles)
	}
	lines := c.above()
	rows := c.rows()
	for i := c.scroll.top; i < min(len(rows), c.scroll.top+c.scroll.height); i++ {
		lines = append(lines, c.draw(i, rows[i]))
	}
	return lines
}

// above returns the lines above the code: where it is, and what it did.
func (c *codeTab) above() []string {
	if len(c.files) == 0 {
		return []string{"", ""}
	}
	second := ""
	if c.input.isOpen() {
		second = " search: " + c.input.view("", c.width-10, c.styles)
	} else if c.places != nil {
		return append([]string{c.head()}, c.placeLines()...)
	}
	return []string{c.head(), second}
}

// head returns the line with the file, the position and what changed.
func (c *codeTab) head() string {
	file := c.file()
	number := fmt.Sprintf(" %d/%d ", c.chosen+1, len(c.files))
	head := number + c.styles.bold.Render(shorten(file.name, c.width-len(number)))
	switch muted := c.styles.muted.Render; {
	case file.fast:
		head += muted("  how it is made fast")
	case c.diff && file.changes.rows == nil && c.stage.From > 0:
		head += muted("  new in this part")
	case c.diff && file.changes.rows != nil:
		head += fmt.Sprintf("  against part %d: %s %s", c.stage.From,
			c.styles.added.Render(fmt.Sprintf("+%d", file.changes.added)),
			c.styles.removed.Render(fmt.Sprintf("-%d", file.changes.removed)))
	case file.changes.rows != nil:
		head += muted(fmt.Sprintf("  d: what changed since part %d", c.stage.From))
	}
	return head
}

// numbersFrom is the screen width from which lines have numbers. A narrower screen
// has room for the code only.
const numbersFrom = 90

// draw draws a row: > or * for the cursor or a match, a sign for a change, the
// number, and the text.
func (c *codeTab) draw(i int, r row) string {
	mark := " "
	switch {
	case i == c.cursor:
		mark = c.styles.bold.Render(">")
	case c.hits(r.plain):
		mark = c.styles.hit.Render("*")
	}
	sign := string(r.sign)
	switch r.sign {
	case '+':
		sign = c.styles.added.Render(sign)
	case '-':
		sign = c.styles.removed.Render(sign)
	}
	number := ""
	if c.width >= numbersFrom && !c.diff {
		number = c.styles.muted.Render(fmt.Sprintf("%*d ", len(fmt.Sprint(len(c.rows()))), r.line))
	}
	text := r.text
	if i == c.cursor && c.marks() {
		text = c.styles.selected.Render(strings.TrimRight(r.plain, " "))
	}
	return mark + sign + " " + number + text
}
