package lab

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/printable"
)

// claim returns the claim of a lab, and who makes it, in lines of a width.
func claim(l experiment.Lab, width int) []string {
	who := "The series says: "
	if len(l.Claims) == 0 {
		who = "The lesson says: "
	}
	return printable.Wrap(who+l.Claim, width)
}

// Letters are the names of the choices, in their order.
const Letters = "abcd"

// Question returns what the learner is asked to predict, in lines of a width: the
// question, and the choices, of which the guess has a mark.
func Question(l experiment.Lab, guess, width int) (question, choices []string) {
	for i, choice := range l.Choices {
		mark := " "
		if guess == i+1 {
			mark = ">"
		}
		choices = append(choices, hang(fmt.Sprintf("%s %c  ", mark, Letters[i]), choice, width)...)
	}
	return printable.Wrap(l.Ask, width), choices
}

// hang returns a text whose first line begins with a mark, and the others below its end.
func hang(mark, text string, width int) []string {
	indent := runewidth.StringWidth(mark)
	lines := printable.Wrap(text, width-indent)
	for i := range lines {
		if i > 0 {
			mark = strings.Repeat(" ", indent)
		}
		lines[i] = mark + lines[i]
	}
	return lines
}

// Report returns what became of a lab in lines of a width: the verdict with its reason in
// the first ones, what the learner predicted, the claim, the figures and the picture. The guess is the
// choice that the learner made, from 1; 0: none.
func Report(r Result, guess, width int) []string {
	var lines []string
	for line := range strings.SplitSeq(strings.ToUpper(r.Word()[:1])+r.Word()[1:]+". "+r.Sentence(), "\n") {
		lines = append(lines, printable.Wrap(line, width)...)
	}
	if !r.Ran() {
		return lines
	}
	lines = append(lines, predicted(r, guess, width)...)
	lines = append(append(lines, ""), claim(r.Lab, width)...)
	lines = append(lines, "")
	lines = append(lines, figures(r.Outcome.Figures, width)...)
	if picture := r.Outcome.Picture; picture != nil {
		lines = append(append(lines, ""), picture.Text(width)...)
	}
	return lines
}

// predicted compares the learner's prediction with what came true.
func predicted(r Result, guess, width int) []string {
	answer := r.Outcome.Answer
	if answer < 0 || answer >= len(r.Lab.Choices) {
		return nil
	}
	switch truth := r.Lab.Choices[answer]; {
	case guess == answer+1:
		return printable.Wrap("You predicted it: "+truth+".", width)
	case guess > 0 && guess <= len(r.Lab.Choices):
		return printable.Wrap(fmt.Sprintf("You predicted %c, but it was %c: %s.", Letters[guess-1], Letters[answer], truth), width)
	default:
		return printable.Wrap(fmt.Sprintf("It was %c: %s.", Letters[answer], truth), width)
	}
}

// figures puts the figures below each other, the values in a column but for names that
// leave no room for it.
func figures(all []experiment.Figure, width int) (lines []string) {
	names := 0
	for _, f := range all {
		if n := runewidth.StringWidth(f.Name); n <= width/2 {
			names = max(names, n)
		}
	}
	for _, f := range all {
		if runewidth.StringWidth(f.Name) > names {
			lines = append(lines, hang("  ", f.Name+": "+f.Text, width)...)
			continue
		}
		lines = append(lines, hang("  "+runewidth.FillRight(f.Name, names)+"  ", f.Text, width)...)
	}
	return lines
}

// Where returns where a lab belongs: the lesson, and the line of code in the checkout.
func Where(l experiment.Lab, root string) string {
	code := l.Code.File
	if line, err := course.LineOf(root, l.Code.File, l.Code.Text); err == nil {
		code = fmt.Sprintf("%s:%d", l.Code.File, line)
	}
	return "Lesson: " + l.Lesson + "   Code: " + code
}

// Markdown writes the results as a page: a table with a row for each lab.
func Markdown(w io.Writer, results []Result, machine string, when time.Time) error {
	var text strings.Builder
	fmt.Fprintf(&text, "# What the series and the lessons claim, and what this machine says\n\n"+
		"Measured on %s, on %s.\nMade by `go run ./tui lab --markdown`; on your machine it may say "+
		"something else.\n\n", when.Format(time.DateOnly), machine)
	text.WriteString("| lab | the claim | verdict | what was seen |\n|---|---|---|---|\n")
	for _, r := range results {
		var seen []string
		for _, f := range r.Outcome.Figures {
			seen = append(seen, f.Name+": "+f.Text)
		}
		what := r.Sentence()
		if len(seen) > 0 {
			what += "<br>" + strings.Join(seen, "; ")
		}
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s |\n", r.Lab.ID(), cell(strings.Join(claim(r.Lab, 1<<20), " ")),
			r.Word(), cell(what))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// cell makes a text fit for a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<br>", "<br>", "<", "&lt;", "*", `\*`, "_", `\_`).Replace(text)
}
