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
	Name: "eaten-answer", Title: "an answer lost to a reset", Part: 2,
	Claim: "Closing a socket with unread bytes resets the connection, and data on the way may be lost.",
	Ask: "A client sends 300 bytes and does not read yet. The server reads 255 of them, writes an answer of 192 KiB " +
		"and closes; every call succeeds. Only then does the client begin to read. What does it get?",
	Choices: []string{"the answer, then the end", "a part of the answer, then an error", "an error and nothing else"},
	Lesson:  "part2-explained/README.md#the-idea",
	Code:    experiment.Code{File: "part4-security/limits/linger.go", Text: "func Linger(conn net.Conn) {"},
	Builds:  []string{server, careful, "closes-early"}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Holds,
	Run:   eatAnswers,
}

// errOpen stands for a server whose write blocked: the kernels took less than the answer.
var errOpen = errors.New("the server did not close")

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
// much to the servers of parts 2 and 4.
func eatAnswers(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	enough, err := askEarly(ctx, kit, 200)
	if err != nil {
		return experiment.Outcome{}, err
	}
	much, err := askEarly(ctx, kit, 300)
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
		experiment.Word("all bytes read, answer of 192 KiB", enough.String()),
		experiment.Word("45 bytes unread, answer of 192 KiB", much.String()),
		experiment.Word("part 2, 45 unread, 18-byte answer", stages[0].String()),
		experiment.Word("part 4, a line of 60,000 bytes", stages[1].String())}
	switch {
	case enough.err != nil || enough.bytes != 192<<10:
		return experiment.NotSeen("Without unread bytes the whole answer should arrive.", figures...), nil
	case !errors.Is(much.err, syscall.ECONNRESET) || !errors.Is(stages[0].err, syscall.ECONNRESET):
		return experiment.NotSeen("Unread bytes should cause a reset.", figures...), nil
	case stages[1].err != nil || stages[1].bytes == 0:
		return experiment.NotSeen("Part 4 should give its answer without a reset.", figures...), nil
	}
	outcome := experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "Where the server had read all, the whole answer arrived. With unread bytes the reset came: the server's " +
			"kernel discarded what it had not sent yet, and only the short answer was through already. Part 4 reads " +
			"no further in a line that is too long either, but it closes only its own direction first and then " +
			"discards what still comes."}
	switch much.bytes {
	case 0:
		outcome.Answer = 2
	case 192 << 10:
		return experiment.NotSeen("The reset should destroy a part of the answer.", figures...), nil
	}
	return outcome, nil
}

// askEarly sends that many bytes to a new server and reads only when that has closed.
func askEarly(ctx context.Context, kit *experiment.Kit, count int) (got, error) {
	s, err := kit.Serve(ctx, "closes-early")
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
	closed := kit.Happens(ctx, "the server has closed", func() bool {
		return line(experiment.Printed(s.Process), "wrote ") != ""
	})
	if !closed {
		return got{err: errOpen}, nil
	}
	answer, err := io.ReadAll(conn)
	return got{len(answer), err}, nil
}
