package part2

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"

	"wallsockets/tui/internal/lab/experiment"
)

var lostWrite = experiment.Lab{
	Name: "lost-write", Title: "a write that nobody reads", Part: 2, Claims: []string{"2.4"},
	Claim: "Reading and writing a socket is like reading and writing a file.",
	Ask: "A client connects and closes at once, without reading. Then the server writes its answer of 18 " +
		"bytes. What does write return?",
	Choices: []string{"-1 EPIPE: nobody is there", "0: nobody reads", "18, as if all had arrived"},
	Lesson:  "part2-explained/README.md#try-this",
	Code:    experiment.Code{File: "part2-explained/server/main.go", Text: "n, err = unix.Write(transfer, answer)"},
	Builds:  []string{server}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Depends,
	Run:   loseWrites,
}

// loseWrites has the server write to a client that has closed, and a client to a server
// that never accepts it.
func loseWrites(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	written, code, err := writeToClosed(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	first, answer, second, seen, err := writeToUnaccepted(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("the server's write, client has closed", written),
		experiment.Number("the server's exit code", code),
		experiment.Word("a client's write, never accepted", reason(first)),
		experiment.Word("its read, server has ended", reason(answer)),
		experiment.Word("its next write, server has ended", reason(second))}
	switch {
	case !strings.HasSuffix(written, "= 18") || code != 0 || first != nil || seen:
		return experiment.NotSeen("Both should write without an error to somebody who never reads it.",
			figures...), nil
	case answer == nil || !errors.Is(second, syscall.EPIPE):
		return experiment.NotSeen("A later read and write should fail.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 2, Figures: figures,
		Why: "The calls are those of a file. But here write returns when this machine's kernel has taken the bytes, " +
			"and neither writer had an error although nobody ever read what they wrote. Only an answer from the " +
			"other program shows that something arrived."}, nil
}

// writeToClosed returns the server's call of write and its exit code.
func writeToClosed(ctx context.Context, kit *experiment.Kit) (call string, code int, _ error) {
	s, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return "", 0, err
	}
	conn, err := kit.Dial(ctx, s.Address)
	if err == nil {
		err = conn.Close()
	}
	ends(ctx, kit, s)
	return line(experiment.Printed(s.Process), "write("), s.ExitCode(), err
}

// writeToUnaccepted writes to a server that is talking with somebody else and then ends.
// It returns the errors of that write, of a read after it and of another write, and
// whether the server has seen the message.
func writeToUnaccepted(ctx context.Context, kit *experiment.Kit) (
	first, answer, second error, seen bool, err error) {
	s, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return
	}
	accepted, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return
	}
	queued, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return
	}
	_, first = io.WriteString(queued, "is anybody there?")
	if _, err = io.WriteString(accepted, "hello"); err != nil {
		return
	}
	if !ends(ctx, kit, s) {
		return // without the errors that its end should cause
	}
	_, answer = queued.Read(make([]byte, 1))
	_, second = io.WriteString(queued, "hello?")
	return first, answer, second, strings.Contains(experiment.Printed(s.Process), "anybody"), nil
}
