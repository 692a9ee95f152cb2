package part3

import (
	"context"
	"io"
	"net"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var sigpipe = experiment.Lab{
	Name: "sigpipe", Title: "the signal of a client that resets", Part: 3,
	Claims: []string{"2.4"},
	Claim: "Writing to a client that has reset the connection raises SIGPIPE, which kills a program " +
		"in C by default, with all its conversations. Go makes it an error where sockets are concerned.",
	Ask: "A server in C is sending a long answer when its client resets the connection. It checks no " +
		"result of write and knows no signals. What happens?",
	Choices: []string{"write returns an error that nobody looks at, and the server goes on",
		"The kernel kills the server",
		"write blocks until the client comes back"},
	Lesson: "part3-threads/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part3-threads/server/main.go", Text: "signal.Ignore(syscall.SIGPIPE)"},
	Builds: []string{"writes-on.c", "writes-on-go", server}, Needs: []experiment.Need{experiment.Compiler},
	Shows: experiment.Holds,
	Run:   seeSigpipe,
}

// resets is how many clients reset their connection to the stage.
const resets = 20

// seeSigpipe resets connections while servers write.
func seeSigpipe(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	inC, err := kit.Serve(ctx, "writes-on.c")
	if err != nil {
		return experiment.Outcome{}, err
	}
	inGo, err := kit.Serve(ctx, "writes-on-go")
	if err != nil {
		return experiment.Outcome{}, err
	}
	for _, s := range []*experiment.Server{inC, inGo} {
		kit.Say("reset the connection while %s writes", s.Name())
		if err := resetWhile(ctx, kit, s, ""); err != nil {
			return experiment.Outcome{}, err
		}
	}
	if err := kit.Until(ctx, "the writes have failed", func() bool {
		return !inC.Alive() && strings.Contains(experiment.Printed(inGo.Process), "write: ")
	}); err != nil {
		return experiment.Outcome{}, err
	}
	stage, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("reset %d connections to the stage", resets)
	for range resets {
		if err := resetWhile(ctx, kit, stage, strings.Repeat("a ", 2000)+"\n"); err != nil {
			return experiment.Outcome{}, err
		}
	}
	answer, _, err := stage.Ask(ctx, "whale\n")
	if err != nil {
		return experiment.Outcome{}, err
	}
	_, said, _ := strings.Cut(experiment.Printed(inGo.Process), "write: ")
	figures := []experiment.Figure{
		experiment.Word("the server in C", inC.Ended()),
		experiment.Word("the same in Go, which goes on", strings.TrimSpace(said)),
		experiment.Number("resets of connections to the stage", resets),
		experiment.Word("the next client of the stage is answered", yesNo[strings.HasPrefix(answer, "whale\t")])}
	if inC.Ended() != "killed by SIGPIPE" || !inGo.Alive() || !stage.Alive() {
		return experiment.NotSeen("The server in C should die of SIGPIPE, and those in Go should live.",
			figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "After a reset a write fails, at first with ECONNRESET and from then on with EPIPE, for " +
			"which the kernel also sends SIGPIPE, whose default is to kill. Go's runtime catches the " +
			"signal and takes no action, unless the write was to standard output or standard error: " +
			"there it dies like any program in a pipeline, so the stage ignores SIGPIPE as well."}, nil
}

// resetWhile connects, asks, reads the first byte of the answer and resets the
// connection, while the rest of the answer is still on its way.
func resetWhile(ctx context.Context, kit *experiment.Kit, s *experiment.Server, question string) error {
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, question); err != nil {
		return err
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		return err
	}
	return conn.(*net.TCPConn).SetLinger(0) // the close then discards, and resets
}
