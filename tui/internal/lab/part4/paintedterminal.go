package part4

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/printable"
)

var paintedTerminal = experiment.Lab{
	Name: "painted-terminal", Title: "a painted terminal", Part: 4,
	Claim: "A server that prints what clients send as it came lets them control the terminal that it " +
		"runs in. If it quotes what they send, it does not.",
	Ask: "A client's message contains the four bytes ESC [ 2 J. A terminal that reads them clears its " +
		"screen. A server in Go prints the message with fmt.Printf and %s. What does it print for them?",
	Choices: []string{"[2J, because fmt drops control characters",
		"\\x1b[2J, because fmt quotes control characters",
		"The same four bytes"},
	Lesson: "part4-security/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part4-security/protocol/plain.go", Text: `fmt.Sprintf("%.200q", line)`},
	Builds: printing,
	Shows:  experiment.Holds,
	Run:    seePaintedTerminal,
}

// printing are servers that print what clients send: one with %s, and those of the parts.
var printing = []string{trusting, "part1-basic/server", "part2-explained/server",
	"part3-threads/server", server}

// paint clears the screen, names the window, and shows a line in red that is not ours. A
// line that shows it has room for it in a picture.
const paint = "\x1b[2J\x1b]0;bank\x07\x1b[31mcall 555-1234"

// seePaintedTerminal sends that to a server that prints it, and to those of parts 1 to 4.
func seePaintedTerminal(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var figures []experiment.Figure
	var lines []string
	var raw []int // of each server
	for i, program := range printing {
		name, args := fmt.Sprintf("part %d's server", i), []string{"0"}
		if program == trusting {
			name, args = "a server with %s", nil
		}
		s, err := kit.Serve(ctx, program, args...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		kit.Say("send escape sequences to %s", name)
		if _, _, err := s.Ask(ctx, paint+"\n"); err != nil {
			return experiment.Outcome{}, err
		}
		line := ""
		waiting, cancel := context.WithTimeout(ctx, experiment.EffectTime)
		err = kit.Until(waiting, "the message is printed", func() bool {
			line = lineWith(experiment.Printed(s.Process), "555-1234")
			return line != ""
		})
		cancel()
		if err != nil {
			return experiment.NotSeen("Each server should print the message.", figures...), ctx.Err()
		}
		raw = append(raw, strings.Count(line, "\x1b"))
		figures = append(figures, experiment.Number("ESC bytes in the output of "+name, raw[i]))
		lines = append(lines, name+" prints", "  "+printable.Text([]byte(line)))
	}
	if raw[0] != strings.Count(paint, "\x1b") || slices.Max(raw[1:]) > 0 {
		return experiment.NotSeen("The server with %s should print escape sequences as they came, "+
			"and no part should.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Picture: &experiment.Picture{Title: "The output (this page quotes each ESC byte)", Lines: lines},
		Why: "No terminal took part: the lab counted the ESC bytes on each server's output. The verb %s " +
			"prints them as they came, and a terminal obeys all escape sequences that are printed on it. " +
			"The parts use %q, which turns each ESC into the text \\x1b."}, nil
}
