package ui

import (
	"fmt"
	"strings"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/lab/experiment"
)

// room returns the number of labs that fit on the screen.
func (l *labsTab) room() int { return max(1, l.height-4) }

// list draws the labs around the chosen one.
func (l *labsTab) list() []string {
	lines := []string{" " + l.standing(), ""}
	rows := l.room()
	top := max(0, min(l.chosen-rows/2, len(l.all)-rows))
	for i := top; i < min(len(l.all), top+rows); i++ {
		one := l.all[i]
		mark, style := "  ", l.styles.bold
		if i == l.chosen {
			mark, style = "> ", l.styles.selected
		}
		lines = append(lines, fmt.Sprintf(" %s %s %s", style.Render(fmt.Sprintf("%s%-24s", mark, one.ID())),
			l.sign(one), one.Title))
	}
	return append(append(lines, ""), l.styles.muted.Render(" "+shorten(l.all[l.chosen].Ask, l.width-2)))
}

// standing counts the labs that have run, and the predictions that came true.
func (l *labsTab) standing() string {
	right := 0
	for _, done := range l.results {
		if done.guess > 0 && done.result.Outcome.Answer == done.guess-1 {
			right++
		}
	}
	return fmt.Sprintf("You have run %d of %d labs and predicted %d.", len(l.results), len(l.all), right)
}

// sign returns what is known of a lab in a column of 17.
func (l *labsTab) sign(one experiment.Lab) string {
	if l.running != nil && l.running.lab.ID() == one.ID() {
		return l.styles.bold.Render(fit("* running", 17))
	}
	done, ok := l.results[one.ID()]
	if !ok {
		return l.styles.muted.Render(fit("·", 17))
	}
	word := fit(done.result.Word(), 17)
	switch done.result.Outcome.Verdict {
	case experiment.Holds:
		return l.styles.good.Render(word)
	case experiment.Changed, experiment.Depends:
		return l.styles.bold.Render(word)
	}
	return l.styles.muted.Render(word)
}

// textWidth returns the width of text that is read.
func (l *labsTab) textWidth() int { return min(l.width, readWidth) - 2 }

// page lays out a lab: the claim, the question with its choices, what is going on, and
// the last result.
func (l *labsTab) page(one experiment.Lab) []string {
	title := l.styles.title.Render(" " + one.Title)
	if len(one.Claims) > 0 {
		title += l.styles.muted.Render(" (claim " + strings.Join(one.Claims, ", ") + ")")
	}
	lines := append([]string{title, ""}, indent(lab.Claim(one, l.textWidth()), " ")...)
	lines = append(lines, "")
	for i, line := range lab.Question(one, l.textWidth()) {
		if i == 0 {
			line = l.styles.bold.Render(line)
		}
		lines = append(lines, " "+line)
	}
	lines = append(lines, "")
	done, ok := l.results[one.ID()]
	switch {
	case l.running != nil && l.running.lab.ID() == one.ID():
		return append(lines, l.running.progress(l.styles)...)
	case !ok:
		return append(lines, indent(wrap("What do you expect? Press its letter, and the lab shows "+
			"what this machine says. s runs it without a prediction.", l.textWidth()), " ")...)
	}
	for i, line := range lab.Report(done.result, done.guess, l.textWidth()) {
		if i == 0 {
			line = l.verdictStyle(line, done.result)
		}
		lines = append(lines, " "+line)
	}
	return append(lines, "", l.styles.muted.Render(" L: "+one.Lesson), l.styles.muted.Render(" l: "+l.code(one)))
}

// verdictStyle emphasizes the verdict, which is the beginning of a line.
func (l *labsTab) verdictStyle(line string, result lab.Result) string {
	n := len(result.Word()) + len(".")
	if n > len(line) {
		return line
	}
	style := l.styles.bold
	if result.Outcome.Verdict == experiment.Holds {
		style = l.styles.good
	}
	return style.Render(line[:n]) + line[n:]
}

// code returns the place of the line that a lab is about.
func (l *labsTab) code(one experiment.Lab) string {
	line, err := course.LineOf(l.root, one.Code.File, one.Code.Text)
	if err != nil {
		return one.Code.File
	}
	return fmt.Sprintf("%s:%d", one.Code.File, line)
}
