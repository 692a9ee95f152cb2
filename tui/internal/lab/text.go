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

// Claim returns the claim of a lab in lines of a width.
func Claim(l experiment.Lab, width int) []string {
	return printable.Wrap("The series says: "+l.Claim, width)
}

// Letters are the names of the choices, in their order.
const Letters = "abcd"

// Question returns what the learner is asked to predict, in lines of a width.
func Question(l experiment.Lab, width int) []string {
	lines := printable.Wrap(l.Ask, width)
	for i, choice := range l.Choices {
		lines = append(lines, hang(fmt.Sprintf("  %c  ", Letters[i]), choice, width)...)
	}
	return lines
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

// Report returns what became of a lab in lines of a width: the verdict in the first one,
// what the learner predicted, why it is so, the figures and the picture. The guess is the
// choice that the learner made, from 1; 0: none.
func Report(r Result, guess, width int) []string {
	lines := hang("", strings.ToUpper(r.Word()[:1])+r.Word()[1:]+". "+r.Sentence(), width)
	if !r.Ran() {
		return lines
	}
	lines = append(lines, predicted(r, guess, width)...)
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

// figures puts the figures below each other, the values in a column if there is room.
func figures(all []experiment.Figure, width int) (lines []string) {
	names, texts := 0, 0
	for _, f := range all {
		names = max(names, runewidth.StringWidth(f.Name))
		texts = max(texts, runewidth.StringWidth(f.Text))
	}
	for _, f := range all {
		if names+2+texts <= width-2 {
			lines = append(lines, "  "+runewidth.FillRight(f.Name, names)+"  "+f.Text)
			continue
		}
		lines = append(lines, hang("  ", f.Name+": "+f.Text, width)...)
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
	fmt.Fprintf(&text, "# What the series claims, and what this machine says\n\n"+
		"Measured on %s, on %s.\nMade by `go run ./tui lab --markdown`; on your machine it may say "+
		"something else.\n\n", when.Format(time.DateOnly), machine)
	text.WriteString("| lab | the series says | verdict | what was seen |\n|---|---|---|---|\n")
	for _, r := range results {
		var seen []string
		for _, f := range r.Outcome.Figures {
			seen = append(seen, f.Name+": "+f.Text)
		}
		what := r.Sentence()
		if len(seen) > 0 {
			what += "<br>" + strings.Join(seen, "; ")
		}
		claims := ""
		if len(r.Lab.Claims) > 0 {
			claims = " (" + strings.Join(r.Lab.Claims, ", ") + ")"
		}
		fmt.Fprintf(&text, "| `%s`%s | %s | %s | %s |\n", r.Lab.ID(), claims, cell(r.Lab.Claim),
			r.Word(), cell(what))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// cell makes a text fit for a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<br>", "<br>", "<", "&lt;", "*", `\*`, "_", `\_`).Replace(text)
}
