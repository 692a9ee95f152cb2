package part2

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var backlog = experiment.Lab{
	Name: "backlog", Title: "a full backlog", Part: 2, Claims: []string{"2.8"},
	Claim: "The backlog is how many clients may wait to be accepted before further ones are rejected. Most " +
		"systems allow 5.",
	Ask: "A server on a TCP port has called listen with a backlog of 5 and accepts nobody. Ten clients " +
		"connect. What becomes of them?",
	Choices: []string{"5 connect, the others are refused", "6 connect, the others wait",
		"none connects, for nobody accepts", "all connect: 5 is far less than the kernel's limit"},
	Lesson: "part2-explained/README.md#a-full-backlog",
	Code:   experiment.Code{File: "part2-explained/server/main.go", Text: "err = unix.Listen(listener, backlog)"},
	Builds: []string{server, "five"}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Changed,
	Run:   fillBacklogs,
}

const mostClients = 10

// fillBacklogs connects to a port and to a socket file until a client has to wait.
func fillBacklogs(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	ports, waits, err := fillPort(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	files, refusal, err := fillFile(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	most, err := os.ReadFile("/proc/sys/net/core/somaxconn")
	if err != nil {
		return experiment.Outcome{}, err
	}
	fate := "connected"
	if waits {
		fate = "waits: its SYN was dropped and sent again"
	}
	figures := []experiment.Figure{
		experiment.Number("TCP, backlog 5: connected, not accepted", ports),
		experiment.Word("TCP: the next client", fate),
		experiment.Number("unix, backlog 5: connected, not accepted", files),
		experiment.Word("unix: the next client, which does not block", reason(refusal)),
		experiment.Word("the largest backlog here, and Go's own", strings.TrimSpace(string(most)))}
	if ports < 5 || !waits || files < 5 || !errors.Is(refusal, syscall.EAGAIN) {
		return experiment.NotSeen("Five clients or more should connect, the next one wait on TCP and try again "+
			"on a socket file.", figures...), nil
	}
	answer := -1
	if ports == 6 {
		answer = 1
	}
	return experiment.Outcome{Verdict: experiment.Changed, Answer: answer, Figures: figures,
		Why: fmt.Sprintf("The kernel connects clients by itself, up to one more than the backlog. Then Linux "+
			"rejects nobody on TCP: it drops the SYN, and the client sends it again after a second. On a "+
			"socket file connect blocks, or fails if it must not block. And five is not the limit any more, "+
			"%s is.", strings.TrimSpace(string(most)))}, nil
}

// fillPort connects to part 2 while it talks with a client, until somebody has to wait.
// It returns how many connected, and whether the next one's SYN was dropped.
func fillPort(ctx context.Context, kit *experiment.Kit) (connected int, waits bool, _ error) {
	s, err := kit.Serve(ctx, server, "-backlog", "5", "0")
	if err != nil {
		return 0, false, err
	}
	if _, err := kit.Dial(ctx, s.Address); err != nil {
		return 0, false, err
	}
	err = kit.Until(ctx, "the first client is accepted", func() bool {
		return line(experiment.Printed(s.Process), "accept(") != ""
	})
	if err != nil {
		return 0, false, err
	}
	ctx, cancel := context.WithCancel(ctx)
	for ; connected < mostClients && !waits; connected++ {
		kit.Say("connect client %d, which nobody accepts", connected+1)
		done := make(chan error, 1)
		go func() {
			_, err := kit.Dial(ctx, s.Address)
			done <- err
		}()
		err = kit.Until(ctx, "the client is connected or waits", func() bool {
			waits = again(s.Address.Address)
			return len(done) > 0 || waits
		})
		if waits {
			break
		}
		if err = errors.Join(err, <-done); err != nil {
			break
		}
	}
	cancel()
	return connected, waits, err
}

// again reports whether a client of the address had to send its SYN again.
func again(address string) bool {
	for _, c := range proc.Connections(address) {
		if c.State == "SYN-SENT" && c.Peer == address && c.Again > 0 {
			return true
		}
	}
	return false
}

// fillFile connects to a socket file with a backlog of 5 until the kernel refuses.
func fillFile(ctx context.Context, kit *experiment.Kit) (connected int, refusal, _ error) {
	s, err := kit.Serve(ctx, "five", kit.Path("five"))
	if err != nil {
		return 0, nil, err
	}
	for ; connected < mostClients; connected++ {
		if _, refusal = kit.Dial(ctx, s.Address); refusal != nil {
			break
		}
	}
	return connected, refusal, nil
}
