package part4

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

var slowDrip = experiment.Lab{
	Name: "slow-drip", Title: "a slow drip against a deadline", Part: 4,
	Claim: "If each read has a deadline of its own, a client that sends a byte now and then stays connected " +
		"for as long as it likes. The deadline must be set once, for the whole request.",
	Ask: "Before each read a server sets a deadline one second ahead. A client sends a byte every 20 ms " +
		"and no newline. When does the server cut it off?",
	Choices: []string{"Not while the bytes keep coming",
		"One second after the first byte",
		"As soon as the kernel notices that only single bytes come"},
	Lesson: "part4-security/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part4-security/protocol/engine/client.go",
		Text: "c.due = c.woken + c.limits.RequestTime"},
	Builds: []string{trusting, server},
	Timed:  true,
	Shows:  experiment.Holds,
	Run:    seeSlowDrip,
}

const (
	dripDeadline = time.Second           // of both servers
	dripPause    = 20 * time.Millisecond // between two bytes
	dripTime     = 5 * dripDeadline / 2  // how long we watch
)

// seeSlowDrip drips into both servers at the same time.
func seeSlowDrip(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	naive, err := kit.Serve(ctx, trusting, fmt.Sprint("-each=", dripDeadline))
	if err != nil {
		return experiment.Outcome{}, err
	}
	stage, err := kit.Serve(ctx, server, fmt.Sprint("-request-time=", dripDeadline), "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("send a byte every %v, for %v", dripPause, dripTime)
	var each, whole drip
	err = atOnce(func() error { return each.into(ctx, kit, naive) },
		func() error { return whole.into(ctx, kit, stage) })
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("the client, with a deadline for each read", each.became()),
		experiment.Number("bytes that it sent", each.sent),
		experiment.Word("the client, with part 4's deadline for the whole line", whole.became()),
		experiment.Number("bytes that it sent until then", whole.sent),
		experiment.Word("part 4's answer", whole.answer)}
	switch {
	case !each.held && each.gap > dripDeadline/2:
		return experiment.Outcome{Verdict: experiment.Noisy, Answer: -1, Figures: figures,
			Why: fmt.Sprintf("This machine was so busy that %s passed between two bytes of the client. "+
				"Run it again when it is not.", experiment.Time("", each.gap).Text)}, nil
	case !each.held || whole.held || !strings.HasPrefix(whole.answer, "# the line did not end"):
		return experiment.NotSeen("The deadline for each read should never end the drip, and the one "+
			"for the whole line should.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Why: fmt.Sprintf("Each byte ended a read in time, and the next read had a second of its own: in "+
			"%s the deadline never passed, and nothing but the client's newline ended the line. Part 4 "+
			"sets the deadline once, when the request begins, and no byte moves it.", experiment.Time("", each.lasted).Text)}, nil
}

// drip is what became of a client that sends a byte now and then.
type drip struct {
	held   bool          // it was not cut off
	sent   int           // bytes
	gap    time.Duration // the longest between two of them
	lasted time.Duration
	answer string // when it was cut off, or when it ended its line at last
}

// became returns what became of the client, in words.
func (d drip) became() string {
	lasted := experiment.Time("", d.lasted).Text
	if d.held {
		return "not cut off in " + lasted + ", and then answered"
	}
	return "cut off after " + lasted
}

// into sends a line byte by byte. If nothing stops it, it ends the line after dripTime
// and waits for the answer: so the server has waited for it.
func (d *drip) into(ctx context.Context, kit *experiment.Kit, s *experiment.Server) error {
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return err
	}
	answer := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(conn) // it may end with a reset
		answer <- strings.TrimSpace(string(text))
	}()
	begun := time.Now()
	for last := begun; last.Sub(begun) < dripTime; {
		if _, err := io.WriteString(conn, "a"); err == nil {
			d.sent++
		}
		select {
		case d.answer = <-answer:
			d.lasted = time.Since(begun)
			return ctx.Err()
		case <-time.After(dripPause):
		}
		d.gap, last = max(d.gap, time.Since(last)), time.Now()
	}
	d.lasted = time.Since(begun)
	if _, err := io.WriteString(conn, "\n"); err != nil {
		return ctx.Err() // cut off just now
	}
	d.answer = <-answer
	d.held = d.answer == "I got your message"
	return ctx.Err()
}
