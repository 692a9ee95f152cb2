package part2

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"

	"wallsockets/tui/internal/lab/experiment"
)

const careful = "part4-security/server"

var eatenAnswer = experiment.Lab{
	Name: "eaten-answer", Title: "an answer lost to a reset", Part: 2, Claims: []string{"2.11"},
	Claim: "It is enough to read once, answer and close: the client gets the answer.",
	Ask: "A server reads 255 bytes, writes an answer of 192 KiB and closes; every call succeeded. Then " +
		"its client, which had sent 300 bytes, begins to read. What does it get?",
	Choices: []string{"the answer, then the end", "a part of the answer, then an error", "an error and nothing else"},
	Lesson:  "part2-explained/README.md#the-idea",
	Code:    experiment.Code{File: "part4-security/limits/linger.go", Text: "func Linger(conn net.Conn) {"},
	Builds:  []string{server, careful, "hasty"}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Depends,
	Run:   eatAnswers,
}

// got is what a client got.
type got struct {
	bytes int
	err   error
}

func (g got) String() string {
	end := "the end"
	if g.err != nil {
		end = reason(g.err)
	}
	return experiment.Bytes("", int64(g.bytes)).Text + ", then " + end
}

// eatAnswers sends just enough and too much to a server that closes at once, and too
// much to the stages.
func eatAnswers(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	enough, err := askHasty(ctx, kit, 200)
	if err != nil {
		return experiment.Outcome{}, err
	}
	much, err := askHasty(ctx, kit, 300)
	if err != nil {
		return experiment.Outcome{}, err
	}
	var stages [2]got
	for i, program := range []string{server, careful} {
		s, err := kit.Serve(ctx, program, "0")
		if err != nil {
			return experiment.Outcome{}, err
		}
		answer, _, err := s.Ask(ctx, strings.Repeat("a", []int{300, 60_000}[i]))
		stages[i] = got{len(answer), err}
	}
	figures := []experiment.Figure{
		experiment.Word("192 KiB, all was read", enough.String()),
		experiment.Word("192 KiB, 45 bytes unread", much.String()),
		experiment.Word("part 2, 45 bytes unread", stages[0].String()),
		experiment.Word("part 4, a line too long", stages[1].String())}
	switch {
	case enough.err != nil || enough.bytes != 192<<10:
		return experiment.NotSeen("Without unread bytes the whole answer should arrive.", figures...), nil
	case !errors.Is(much.err, syscall.ECONNRESET) || !errors.Is(stages[0].err, syscall.ECONNRESET):
		return experiment.NotSeen("Unread bytes should cause a reset.", figures...), nil
	case stages[1].err != nil || stages[1].bytes == 0:
		return experiment.NotSeen("Part 4 should give its answer without a reset.", figures...), nil
	}
	outcome := experiment.Outcome{Verdict: experiment.Depends, Answer: 1, Figures: figures,
		Why: "The client gets the whole answer only if the server has read all that it sent. Closing with unread " +
			"bytes resets the connection: the server's kernel discards what it had not sent yet, and many " +
			"clients give up at the error. Part 4 closes only its own direction first, and reads what still comes."}
	switch much.bytes {
	case 0:
		outcome.Answer = 2
	case 192 << 10:
		return experiment.NotSeen("The reset should destroy a part of the answer.", figures...), nil
	}
	return outcome, nil
}

// askHasty sends that many bytes to a new server and reads only when that has closed.
func askHasty(ctx context.Context, kit *experiment.Kit, count int) (got, error) {
	s, err := kit.Serve(ctx, "hasty")
	if err != nil {
		return got{}, err
	}
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return got{}, err
	}
	if _, err := io.WriteString(conn, strings.Repeat("a", count)); err != nil {
		return got{}, err
	}
	kit.Say("wait until the server has written and closed")
	err = kit.Until(ctx, "the server has closed", func() bool {
		return line(experiment.Printed(s.Process), "wrote ") != ""
	})
	if err != nil {
		return got{}, err
	}
	answer, err := io.ReadAll(conn)
	return got{len(answer), err}, nil
}
