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
	return append(append(lines, ""), l.styles.muted.Render(fit(" "+l.all[l.chosen].Ask, l.width-1)))
}

// standing counts the labs that have run, and the first predictions that came true.
func (l *labsTab) standing() string {
	ran, guessed, right := 0, 0, 0
	for _, one := range l.all {
		result, guess, ok := lab.Kept(l.progress, one)
		if ok {
			ran++
		}
		if guess > 0 {
			guessed++
		}
		if guess > 0 && result.Outcome.Answer == guess-1 {
			right++
		}
	}
	text := fmt.Sprintf("You have run %d of %d labs.", ran, len(l.all))
	if guessed > 0 {
		text += fmt.Sprintf(" First predictions that came true: %d of %d.", right, guessed)
	}
	return text
}

// count counts the labs that the lesson of a part links, and those of them that have run.
func (l *labsTab) count(stage course.Stage) (ran, all int) {
	for _, one := range l.all {
		if one.LinkedFrom(stage) {
			all++
			if done, ok := l.results[one.ID()]; ok && done.result.Ran() {
				ran++
			}
		}
	}
	return ran, all
}

// signWidth is the width of what is known of a lab.
const signWidth = 9

// sign returns what is known of a lab in a column.
func (l *labsTab) sign(one experiment.Lab) string {
	if l.running != nil && l.running.lab.ID() == one.ID() {
		return l.styles.bold.Render(fit("* running", signWidth))
	}
	done, ok := l.results[one.ID()]
	if !ok {
		return l.styles.muted.Render(fit("·", signWidth))
	}
	word := fit(strings.TrimSuffix(done.result.Word(), " to tell"), signWidth)
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

// page lays out a lab: the question with its choices, what is going on, and the last
// result with the claim, which would give the answer away. It notes where the result is.
func (l *labsTab) page(one experiment.Lab) []string {
	done, ok := l.results[one.ID()]
	guess, running := done.guess, l.running != nil && l.running.lab.ID() == one.ID()
	if running {
		guess = l.running.guess
	}
	lines := []string{l.styles.title.Render(" " + one.Title), ""}
	question, choices := lab.Question(one, guess, l.textWidth())
	for _, line := range question {
		lines = append(lines, " "+l.styles.bold.Render(line))
	}
	lines = append(append(lines, indent(choices, " ")...), "")
	l.resultLine = len(lines)
	switch {
	case running:
		return append(lines, l.running.progress(l.styles)...)
	case !ok && l.running != nil:
		return append(lines, fmt.Sprintf(" %s is running; s stops it.", l.running.lab.ID()))
	case !ok:
		return append(lines, indent(wrap("What do you expect? Press its letter, and the lab shows "+
			"what this machine says. s runs it without a prediction.", l.textWidth()), " ")...)
	}
	for i, line := range lab.Report(done.result, guess, l.textWidth()) {
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
