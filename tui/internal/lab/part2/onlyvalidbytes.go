package part2

import (
	"context"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var onlyValidBytes = experiment.Lab{
	Name: "only-valid-bytes", Title: "the rest of the buffer", Part: 2, Claims: []string{"2.10"},
	Claim: "Only the bytes that read has returned are valid; Linux leaves the rest of the buffer undefined.",
	Ask: "A server in C uses one buffer for all clients and forgets how many bytes it has read. One client has " +
		"sent \"the password is swordfish\". Another sends \"hi\". What does the buffer hold up to its first zero?",
	Choices: []string{"hi", "hie password is swordfish", "hi, then bytes that nobody can foresee"},
	Lesson:  "part2-explained/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part2-explained/server/main.go",
		Text: `fmt.Printf("message: %q\n", buffer[:n])`},
	Builds: []string{"shared-buffer.c", server}, Needs: []experiment.Need{experiment.Compiler},
	Shows: experiment.Depends,
	Run:   readStale,
}

const secret, greeting = "the password is swordfish", "hi"

// readStale sends a secret and then a greeting to servers that send back what they take
// for the message.
func readStale(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var answers []string
	for _, args := range [][]string{nil, {"clear"}} {
		s, err := kit.Serve(ctx, "shared-buffer.c", args...)
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
	part2, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	if _, _, err := part2.Ask(ctx, greeting); err != nil {
		return experiment.Outcome{}, err
	}
	ends(ctx, kit, part2)
	printed := line(experiment.Printed(part2.Process), "message: ")
	printed = strings.Trim(strings.TrimPrefix(printed, "message: "), `"`)
	figures := []experiment.Figure{
		experiment.Word("the buffer up to a zero", answers[0]),
		experiment.Word("cleared before each read", answers[1]),
		experiment.Word("part 2, only the bytes read", printed)}
	switch {
	case answers[1] != greeting || printed != greeting:
		return experiment.NotSeen("A cleared buffer, and the bytes read, should be the message.", figures...), nil
	case answers[0] == greeting:
		return experiment.NotSeen("The buffer should have more than the message.", figures...), nil
	}
	outcome := experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: "The bytes read are the message. Behind them the buffer held others, which nobody had sent."}
	if answers[0] == greeting+secret[len(greeting):] {
		outcome.Verdict, outcome.Answer = experiment.Depends, 1
		outcome.Why = "The bytes read are the message, and only they. But what the rest holds depends on what was " +
			"there before, for read left it as it was: zeros in the cleared buffer, another client's message in " +
			"the other one, and the server gave that away."
	}
	return outcome, nil
}
