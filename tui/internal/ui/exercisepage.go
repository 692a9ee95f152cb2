package ui

import (
	"fmt"
	"strings"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/workspace"
)

// page lays out the chosen exercise: the result of the last check first, because
// that is what changes, then the task and the hints.
func (x *exercisesTab) page() []string {
	e, work := x.current()
	lines := []string{x.styles.title.Render(fmt.Sprintf(" %s %s", e.ID(), e.Title)) +
		x.styles.muted.Render(fmt.Sprintf(" (%s, %d minutes)", e.Kind, e.Minutes)),
		" " + x.stateLine(e, work), ""}
	if x.asking {
		lines = append(lines, x.question(e, work)...)
	}
	if work.aside != nil {
		return append(lines, work.aside.lines...)
	}
	lines = append(lines, x.checkLines(e, work)...)
	for _, line := range prose(workspace.Task(e), x.textWidth()) {
		lines = append(lines, " "+line)
	}
	for i, hint := range work.hints {
		lines = append(lines, "", x.styles.title.Render(
			fmt.Sprintf(" Hint %d of %d", i+1, work.hintsOf)))
		for _, line := range prose(hint, x.textWidth()) {
			lines = append(lines, " "+line)
		}
	}
	return lines
}

// textWidth returns the width of text that is read.
func (x *exercisesTab) textWidth() int { return min(x.width, readWidth) - 2 }

// stateLine says how far the learner is, and with what program.
func (x *exercisesTab) stateLine(e course.Exercise, work *work) string {
	state := x.desk.State(e)
	if !x.desk.Started(e) {
		text := "not started: s copies the starter"
		if state == workspace.Passed {
			text = "passed; the program is gone: s copies the starter"
		}
		all := course.Languages(x.root, e)
		if len(all) > 1 {
			language := work.language
			if language == "" {
				language = all[0]
			}
			text += fmt.Sprintf(" in %s; a: %s", language, strings.Join(all, ", "))
		}
		return x.styles.bold.Render(text)
	}
	where := printable.Text([]byte(x.desk.Short(x.desk.Folder(e))))
	if state == workspace.Passed {
		return x.styles.good.Render("passed") + ": " + where
	}
	return x.styles.bold.Render("started") + ": " + where
}

// checkLines show a check that is running, and the result of the last one.
func (x *exercisesTab) checkLines(e course.Exercise, work *work) []string {
	var lines []string
	running := x.running != nil && x.running.exercise.ID() == e.ID()
	switch {
	case running && x.running.stopped:
		lines = append(lines, x.styles.bold.Render(" The check stops..."), "")
	case running && work.step != "":
		lines = append(lines, x.styles.bold.Render(" Checking: "+work.step+"..."), "")
	case running:
		lines = append(lines, x.styles.bold.Render(" Waiting for the next save; w ends this."), "")
	}
	if work.report == nil {
		return lines
	}
	return append(append(lines, x.reportLines(*work.report)...), "")
}

// reportLines show the steps of a check, and what it found.
func (x *exercisesTab) reportLines(r check.Report) []string {
	if r.Error != "" {
		return indent(wrap("The check could not run, which is not your program's fault: "+r.Error,
			x.textWidth()), " ")
	}
	verdict := x.styles.bad.Render(" Not passed")
	if r.Passed {
		verdict = x.styles.good.Render(" Passed. ") + x.standing()
	}
	lines := []string{verdict}
	for _, step := range r.Steps {
		text := " " + step.Mark() + " " + step.Title
		switch step.State {
		case check.Failed:
			text = x.styles.bad.Render(text + ": failed")
		case check.Skipped:
			text += " (skipped: " + step.Reason + ")"
		case check.NotReached:
			text = x.styles.muted.Render(text + " (not reached)")
		}
		lines = append(lines, text)
	}
	if r.Finding == nil {
		return lines
	}
	return append(append(lines, ""), findingLines(r.Finding, x.width, x.styles)...)
}

// indent puts a prefix before each line.
func indent(lines []string, prefix string) []string {
	var indented []string
	for _, line := range lines {
		indented = append(indented, prefix+line)
	}
	return indented
}

// prose wraps the paragraphs of a task. Lists, tables and code keep their lines.
func prose(text string, width int) []string {
	var lines []string
	fenced := false
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if lines != nil {
			lines = append(lines, "")
		}
		fixed := fenced || strings.HasPrefix(paragraph, "```") ||
			strings.ContainsAny(paragraph[:min(1, len(paragraph))], " \t-|#")
		if strings.Count(paragraph, "```")%2 == 1 {
			fenced = !fenced
		}
		if fixed {
			lines = append(lines, printable.Lines(paragraph)...)
			continue
		}
		plain := strings.Join(printable.Lines(paragraph), " ")
		lines = append(lines, wrap(plain, width)...)
	}
	return lines
}
