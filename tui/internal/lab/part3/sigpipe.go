package part3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var sigpipe = experiment.Lab{
	Name: "sigpipe", Title: "the signal of a client that resets", Part: 3,
	Claim: "Writing to a client that has reset the connection raises SIGPIPE and kills a program in C " +
		"by default. Go makes it an error where sockets are concerned.",
	Ask: "A server in C has a client's question. Before it writes the answer, the client ends its " +
		"sending and resets the connection. The server does not handle signals, and ignores what " +
		"write returns. What happens?",
	Choices: []string{"The write kills the server",
		"write returns an error that nobody looks at, and the server goes on",
		"write returns without an error, and the answer is discarded"},
	Lesson: "part3-threads/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part3-threads/server/main.go", Text: "signal.Ignore(syscall.SIGPIPE)"},
	Builds: []string{"answer.c", "answer", server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Compiler},
	Shows:  experiment.Holds,
	Run:    seeSigpipe,
}

// seeSigpipe does the same to three servers: one in C, one in Go that prints the error of
// its write, and part 3's.
func seeSigpipe(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var servers [3]*experiment.Server
	signs := [3]func() bool{ // that the server has tried to write
		func() bool { return !servers[0].Alive() },
		func() bool { return strings.Contains(experiment.Printed(servers[1].Process), "failed: ") },
		func() bool { return strings.Contains(experiment.Printed(servers[2].Process), `"whale\n"`) },
	}
	var tried [3]bool
	for i, program := range []string{"answer.c", "answer", server} {
		s, err := kit.Serve(ctx, program, []string{"0"}[:i/2]...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		servers[i] = s
		kit.Say("reset a connection before %s answers",
			[]string{"a server in C", "a server in Go", "part 3's server"}[i])
		if err := resetBeforeAnswer(ctx, kit, s); err != nil {
			return experiment.Outcome{}, err
		}
		if tried[i] = kit.Happens(ctx, "it has tried to write", signs[i]); !tried[i] {
			break
		}
	}
	end, answered := "it goes on", false
	if tried[0] {
		end = servers[0].Ended()
	}
	if tried[2] {
		answer, _, err := servers[2].Ask(ctx, "whale\n")
		if err != nil && servers[2].Alive() {
			return experiment.Outcome{}, err
		}
		answered = strings.HasPrefix(answer, "whale\t")
	}
	said := "nothing"
	if tried[1] {
		_, said, _ = strings.Cut(experiment.Printed(servers[1].Process), "failed: ")
	}
	figures := []experiment.Figure{
		experiment.Word("the server in C", end),
		experiment.Word("the same in Go prints", strings.TrimSpace(said)),
		experiment.Word("part 3's server prints the line, which it does after its write", yesNo[tried[2]]),
		experiment.Word("part 3's server answers the next client", yesNo[answered])}
	if end != "killed by SIGPIPE" || !strings.Contains(said, "write: broken pipe") ||
		!servers[1].Alive() || !answered {
		return experiment.NotSeen("SIGPIPE should kill the server in C, and the servers in Go should "+
			"go on.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Why: "After the client's end and its reset, a write fails with EPIPE (broken pipe) and the kernel " +
			"sends SIGPIPE, whose default is to kill; Go's runtime ignores it, unless the write was to " +
			"standard output or standard error. Part 3's server does not log a reset: each server was " +
			"stopped until the kernel had no such connection any more, so its write failed as that of " +
			"the other server in Go did."}, nil
}

// resetBeforeAnswer has a client ask and reset the connection while the server is stopped:
// it finds the question, and nobody to answer.
func resetBeforeAnswer(ctx context.Context, kit *experiment.Kit, s *experiment.Server) error {
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return err
	}
	if err := accepted(ctx, kit, s, 1); err != nil {
		return err
	}
	if _, _, err := kit.Run(ctx, "sh", "-c", fmt.Sprint("kill -STOP ", s.Pid())); err != nil {
		return err
	}
	if err := kit.Until(ctx, "the server is stopped", func() bool { return stopped(s.Pid()) }); err != nil {
		return err
	}
	client := conn.(*net.TCPConn)
	_, err = io.WriteString(client, "whale\n")
	// With no time to linger, Close resets.
	if err := errors.Join(err, client.CloseWrite(), client.SetLinger(0), client.Close()); err != nil {
		return err
	}
	if err := kit.Until(ctx, "the connection is gone", func() bool {
		// The client's port may be in use for a connection to another server, too.
		return !slices.ContainsFunc(proc.Connections(s.Address.Address), func(c proc.Connection) bool {
			address := client.LocalAddr().String()
			return c.Local == address || c.Peer == address
		})
	}); err != nil {
		return err
	}
	_, _, err = kit.Run(ctx, "sh", "-c", fmt.Sprint("kill -CONT ", s.Pid()))
	return err
}

// stopped reports whether SIGSTOP has stopped all threads of a process.
func stopped(pid int) bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid)) // the pattern is valid
	for _, thread := range threads {
		text, _ := os.ReadFile(thread)
		if !bytes.HasPrefix(text[bytes.LastIndexByte(text, ')')+1:], []byte(" T ")) {
			return false
		}
	}
	return len(threads) > 0
}
