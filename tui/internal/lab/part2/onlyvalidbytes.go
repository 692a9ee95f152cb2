package part2

import (
	"context"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var onlyValidBytes = experiment.Lab{
	Name: "only-valid-bytes", Title: "the rest of the buffer", Part: 2, Claims: []string{"2.10"},
	Claim: "Only as many bytes as read returns are the message. The rest of the buffer is undefined.",
	Ask: "A server in C uses one buffer for all clients and forgets how many bytes it has read. One client has " +
		"sent \"the password is swordfish\". Another sends \"hi\". What is the string in the buffer?",
	Choices: []string{"hi", "hie password is swordfish", "hi and whatever: nobody can know"},
	Lesson:  "part2-explained/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part2-explained/server/main.go",
		Text: `fmt.Printf("message: %q\n", buffer[:n])`},
	Builds: []string{"stale.c", server}, Needs: []experiment.Need{experiment.Compiler},
	Shows: experiment.Holds,
	Run:   readStale,
}

const secret, greeting = "the password is swordfish", "hi"

// readStale sends a secret and then a greeting to servers that send back what they take
// for the message.
func readStale(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var answers []string
	for _, args := range [][]string{nil, {"clear"}} {
		s, err := kit.Serve(ctx, "stale.c", args...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		if _, _, err := s.Ask(ctx, secret); err != nil {
			return experiment.Outcome{}, err
		}
		answer, _, err := s.Ask(ctx, greeting)
		if err != nil {
			return experiment.Outcome{}, err
		}
		answers = append(answers, answer)
	}
	stage, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	if _, _, err := stage.Ask(ctx, greeting); err != nil {
		return experiment.Outcome{}, err
	}
	if err := ended(ctx, stage); err != nil {
		return experiment.Outcome{}, err
	}
	printed := line(experiment.Printed(stage.Process), "message: ")
	figures := []experiment.Figure{
		experiment.Word("the whole buffer, as a string", answers[0]),
		experiment.Word("the same, cleared before each read", answers[1]),
		experiment.Word("part 2, the bytes read", printed)}
	switch {
	case answers[1] != greeting || printed != `message: "`+greeting+`"`:
		return experiment.NotSeen("A cleared buffer, and the bytes read, should be the message.", figures...), nil
	case answers[0] == greeting:
		return experiment.NotSeen("The buffer should have more than the message.", figures...), nil
	}
	answer := 2
	if strings.HasSuffix(secret, strings.TrimPrefix(answers[0], greeting)) {
		answer = 1
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
		Why: "read stores the bytes that came and returns their number; it puts no zero behind them. The rest of " +
			"the buffer stays as it was: here it is another client's message, which the server gives away. " +
			"Clearing the buffer helps; using the number is enough."}, nil
}
