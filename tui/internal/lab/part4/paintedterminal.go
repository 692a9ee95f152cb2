package part4

import (
	"context"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/printable"
)

var paintedTerminal = experiment.Lab{
	Name: "painted-terminal", Title: "a painted terminal", Part: 4, Claims: []string{"4.1"},
	Claim: "A server that prints what clients send lets them control the terminal it runs in.",
	Ask: "A client sends ESC [ 2 J within its message, and a server in Go prints the message with " +
		"fmt.Printf and %s. What does your terminal do?",
	Choices: []string{"It shows the four characters, or a box for the first",
		"It clears its screen",
		"It shows \\x1b[2J: Go quotes control characters"},
	Lesson: "part4-security/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part4-security/protocol/plain.go", Text: `fmt.Sprintf("%.200q", line)`},
	Builds: printing,
	Shows:  experiment.Holds,
	Run:    seePaintedTerminal,
}

// printing are servers that print what clients send.
var printing = []string{trusting, "part1-basic/server", "part2-explained/server",
	"part3-threads/server", server}

// paint clears the screen, names the window, and shows a line in red that is not ours.
const paint = "\x1b[2J\x1b[H\x1b]0;your bank\x07\x1b[31mdisk failure, call 555-1234"

// seePaintedTerminal sends that to a server that prints it, and to those of parts 1 to 4.
func seePaintedTerminal(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var figures []experiment.Figure
	var lines []string
	raw := make(map[string]int)
	for _, program := range printing {
		args := []string{"0"}
		if program == trusting {
			args = nil
		}
		s, err := kit.Serve(ctx, program, args...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		kit.Say("paint the terminal of %s", program)
		if _, _, err := s.Ask(ctx, paint+"\n"); err != nil {
			return experiment.Outcome{}, err
		}
		line := ""
		err = kit.Until(ctx, "the message is printed", func() bool {
			line = lineWith(experiment.Printed(s.Process), "555-1234")
			return line != ""
		})
		if err != nil {
			return experiment.Outcome{}, err
		}
		raw[program] = strings.Count(line, "\x1b")
		figures = append(figures, experiment.Number("escape sequences that "+program+" prints", raw[program]))
		lines = append(lines, program+": "+printable.Text([]byte(line)))
	}
	naive := raw[trusting]
	delete(raw, trusting)
	for _, n := range raw {
		if n > 0 || naive == 0 {
			return experiment.NotSeen("The server that trusts should print escape sequences as they came, "+
				"and no part should.", figures...), nil
		}
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Picture: &experiment.Picture{Title: "What they print (here, ESC is made visible everywhere)",
			Lines: lines},
		Why: "A terminal obeys the escape sequences in what it is given, whoever wrote them. The verb %s " +
			"hands them on; %q, which the parts use, turns each into text."}, nil
}
