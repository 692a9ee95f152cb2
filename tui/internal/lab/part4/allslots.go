package part4

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

var allSlots = experiment.Lab{
	Name: "all-slots", Title: "all places taken", Part: 4,
	Claim: "A server that serves so many clients and no more must also limit their time: otherwise a " +
		"few silent clients keep out everybody else for as long as they like.",
	Ask: "Part 4's server is to serve at most three clients at the same time. Three connect and send " +
		"nothing. A fourth one connects and sends its line. What happens to it?",
	Choices: []string{"It waits until one of the three disconnects",
		"It is served at once, because silent clients do not count",
		"It is turned away at once, and served when it comes again later"},
	Lesson: "part4-security/README.md#the-idea",
	Code:   experiment.Code{File: "part4-security/limits/door.go", Text: "d.inside == d.limits.Clients"},
	Builds: []string{trusting, server},
	Timed:  true,
	Shows:  experiment.Holds,
	Run:    seeAllSlots,
}

const (
	slots     = 3
	slotsTime = 1500 * time.Millisecond // part 4 waits so long for a first byte
)

// seeAllSlots takes all places of both servers.
func seeAllSlots(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	naive, err := kit.Serve(ctx, trusting, fmt.Sprint("-clients=", slots))
	if err != nil {
		return experiment.Outcome{}, err
	}
	stage, err := kit.Serve(ctx, server, fmt.Sprint("-max-clients=", slots),
		fmt.Sprint("-first-byte-time=", slotsTime), "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("take all places of both servers")
	begun := time.Now()
	silent, err := sayNothing(ctx, kit, naive, stage)
	if err != nil {
		return experiment.Outcome{}, err
	}
	busy, told, err := stage.Ask(ctx, "whale\n")
	if err != nil {
		return experiment.Outcome{}, err
	}
	if !strings.HasPrefix(busy, "# busy") && time.Since(begun) > slotsTime {
		return experiment.Outcome{Verdict: experiment.Noisy, Answer: -1,
			Figures: []experiment.Figure{experiment.Time("the fourth client was answered after", time.Since(begun))},
			Why: "This machine was so busy that the silent clients had used up their time before the " +
				"fourth one was answered. Run it again when it is not."}, nil
	}
	kit.Say("wait for the places of part 4")
	served, back := busy, time.Duration(0)
	waiting, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	_ = kit.Until(waiting, "part 4 serves again", func() bool {
		served, _, err = stage.Ask(waiting, "whale\n")
		back = time.Since(begun)
		return err == nil && !strings.HasPrefix(served, "#")
	})
	kit.Say("wait for the places of the server without a time limit")
	early, freed, err := behindSilent(ctx, kit, naive, silent,
		max(2*slotsTime-time.Since(begun), slotsTime/2))
	if err != nil {
		return experiment.Outcome{}, err
	}
	busy, _, _ = strings.Cut(busy, ":")
	served, _, _ = strings.Cut(strings.ReplaceAll(served, "\t", " "), "\n")
	figures := []experiment.Figure{
		experiment.Word("part 4's answer to the fourth client", strings.TrimSpace(busy)),
		experiment.Time("it came after", told),
		experiment.Word("part 4's answer when the client comes again", served),
		experiment.Time("time since the silent clients connected", back),
		experiment.Word(fmt.Sprintf("a server without a time limit answers within %v", 2*slotsTime), early),
		experiment.Word("it answers when a silent client disconnects", freed)}
	if !strings.HasPrefix(busy, "# busy") || !strings.HasPrefix(served, "whale") || early != "nothing" || freed == "" {
		return experiment.NotSeen("Part 4 should turn the fourth client away and serve it later, and "+
			"the server without a time limit should not answer until a client disconnects.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: fmt.Sprintf("Both servers had three places. Part 4 gave each client %s for its first byte, "+
			"so its places became free although the silent clients stayed. The other server kept a place "+
			"until a silent client disconnected.", experiment.Time("", slotsTime).Text)}, nil
}

// sayNothing takes all places of the servers and returns the first server's client.
func sayNothing(ctx context.Context, kit *experiment.Kit, servers ...*experiment.Server) (
	first net.Conn, err error) {
	for _, s := range servers {
		for range slots {
			conn, err := kit.Dial(ctx, s.Address)
			if err != nil {
				return nil, err
			}
			if first == nil {
				first = conn
			}
		}
	}
	return first, nil
}

// behindSilent asks a server whose places are taken. It returns the answer that comes in
// a time, and the one after a silent client has disconnected.
func behindSilent(ctx context.Context, kit *experiment.Kit, s *experiment.Server, silent net.Conn,
	patience time.Duration) (early, freed string, err error) {
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return "", "", err
	}
	if _, err := io.WriteString(conn, "whale\n"); err != nil {
		return "", "", err
	}
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	text, err := io.ReadAll(conn)
	if err == nil {
		return string(text), string(text), nil
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return "", "", err
	}
	silent.Close()
	end, _ := ctx.Deadline()
	_ = conn.SetReadDeadline(end)
	text, err = io.ReadAll(conn)
	return "nothing", strings.TrimSpace(string(text)), err
}
