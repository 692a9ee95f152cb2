package part2

import (
	"context"
	"errors"
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
	Ask: "A server has called listen on a TCP port with a backlog of 5. While it talks with one client, more " +
		"connect, one after the other. What becomes of them?",
	Choices: []string{"5 connect, the next one is refused", "none connects before the server calls accept",
		"6 connect, the next one waits", "10 or more connect: 5 is far less than the kernel's limit"},
	Lesson: "part2-explained/README.md#a-full-backlog",
	Code:   experiment.Code{File: "part2-explained/server/main.go", Text: "err = unix.Listen(listener, backlog)"},
	Builds: []string{server, "accepts-nobody"}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Changed,
	Run:   fillBacklogs,
}

const mostClients = 10

// fillBacklogs connects to a port and to a socket file until a client has to wait.
func fillBacklogs(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	ports, fate, err := fillPort(ctx, kit)
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
	limit := strings.TrimSpace(string(most))
	figures := []experiment.Figure{
		experiment.Number("TCP, connected", ports), experiment.Word("TCP, the next one", fate),
		experiment.Number("unix, connected", files), experiment.Word("unix, the next one", reason(refusal)),
		experiment.Word("largest backlog", limit)}
	o := experiment.Outcome{Verdict: experiment.Changed, Figures: figures}
	switch {
	case fate == refused && ports == 5:
		o.Verdict, o.Answer = experiment.Holds, 0
		o.Why = "The kernel connects as many clients as the backlog by itself, and refuses the next one."
	case fate == waits && ports == 6 && errors.Is(refusal, syscall.EAGAIN):
		o.Answer = 2
		o.Why = "The kernel connects clients by itself, one more than the backlog. Then Linux rejects nobody on TCP: " +
			"it drops the SYN, and the client sends it again after a second. On a socket file connect blocks, or " +
			"fails if it must not block, as here. And the limit is not five any more but " + limit + "."
	case ports == mostClients:
		o.Answer = 3
		o.Why = "The kernel connects clients by itself, here more of them than the backlog."
	default:
		return experiment.NotSeen("A backlog of 5 should be full after 5 or 6 clients.", figures...), nil
	}
	return o, nil
}

// What becomes of a client, in the figures.
const (
	waits   = "waits, its SYN was dropped"
	refused = "connection refused"
)

// fillPort connects to part 2's server while it talks with a client, until somebody is
// not connected. It returns how many were, and what became of the last one.
func fillPort(ctx context.Context, kit *experiment.Kit) (connected int, fate string, _ error) {
	s, err := kit.Serve(ctx, server, "-backlog", "5", "0")
	if err != nil {
		return 0, "", err
	}
	if _, err := kit.Dial(ctx, s.Address); err != nil {
		return 0, "", err
	}
	err = kit.Until(ctx, "the first client is accepted", func() bool {
		return line(experiment.Printed(s.Process), "accept(") != ""
	})
	if err != nil {
		return 0, "", err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for connected < mostClients {
		kit.Say("connect client %d, which nobody accepts", connected+1)
		done := make(chan error, 1)
		go func() {
			_, err := kit.Dial(ctx, s.Address)
			done <- err
		}()
		waiting := false
		settled := kit.Happens(ctx, "the client is connected or waits", func() bool {
			waiting = again(s.Address.Address)
			return waiting || len(done) > 0
		})
		if waiting {
			return connected, waits, nil
		}
		if !settled {
			return connected, "neither connected nor refused", nil
		}
		if err := <-done; err != nil {
			return connected, reason(err), nil
		}
		connected++
	}
	return connected, "connected", nil
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
	s, err := kit.Serve(ctx, "accepts-nobody", kit.Path("s"))
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
