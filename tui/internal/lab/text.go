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

// claim returns the claim of a lab, and who makes it.
func claim(l experiment.Lab) string {
	if len(l.Claims) == 0 {
		return "The lesson says: " + l.Claim
	}
	return "The series says: " + l.Claim
}

// Letters are the names of the choices, in their order.
const Letters = "abcd"

// ChoiceOf returns the choice with a letter, from 1; 0: there is none.
func ChoiceOf(l experiment.Lab, letter string) int {
	if len(letter) != 1 {
		return 0
	}
	return 1 + strings.Index(Letters[:len(l.Choices)], strings.ToLower(letter))
}

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
	for _, line := range verdict(r, guess) {
		lines = append(lines, printable.Wrap(line, width)...)
	}
	if !r.Ran() {
		return lines
	}
	lines = append(append(lines, ""), printable.Wrap(claim(r.Lab), width)...)
	lines = append(lines, "")
	lines = append(lines, figures(r.Outcome.Figures, width)...)
	if picture := r.Outcome.Picture; picture != nil {
		lines = append(append(lines, ""), picture.Text(width)...)
	}
	return lines
}

// Sentences returns what Report does, without the picture, one thing a line: for a guide
// that does not draw.
func Sentences(r Result, guess int) []string {
	lines := verdict(r, guess)
	if !r.Ran() {
		return lines
	}
	lines = append(lines, claim(r.Lab))
	for _, f := range r.Outcome.Figures {
		lines = append(lines, f.Name+": "+f.Text)
	}
	return lines
}

// verdict returns the verdict with its reason, and how the learner's prediction compares
// with what came true.
func verdict(r Result, guess int) []string {
	word := r.Word()
	lines := strings.Split(strings.ToUpper(word[:1])+word[1:]+". "+r.Sentence(), "\n")
	answer := r.Outcome.Answer
	if !r.Ran() || answer < 0 || answer >= len(r.Lab.Choices) {
		return lines
	}
	switch truth := r.Lab.Choices[answer]; {
	case guess == answer+1:
		return append(lines, "You predicted it: "+truth+".")
	case guess > 0 && guess <= len(r.Lab.Choices):
		return append(lines, fmt.Sprintf("You predicted %c, but it was %c: %s.", Letters[guess-1],
			Letters[answer], truth))
	default:
		return append(lines, fmt.Sprintf("It was %c: %s.", Letters[answer], truth))
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
		fmt.Fprintf(&text, "| `%s` | %s | %s | %s |\n", r.Lab.ID(), cell(claim(r.Lab)),
			r.Word(), cell(what))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// cell makes a text fit for a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<br>", "<br>", "<", "&lt;", "*", `\*`, "_", `\_`).Replace(text)
}
