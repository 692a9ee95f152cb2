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
	Name: "all-slots", Title: "all places taken", Part: 4, Claims: []string{"4.1"},
	Claim: "A server that serves so many clients and no more must also limit their time: otherwise a " +
		"few silent clients keep out everybody else for as long as they like.",
	Ask: "A server serves three clients at the same time. Three connect and say nothing. A fourth one " +
		"connects and sends its line. What happens to it in part 4?",
	Choices: []string{"It waits until one of the three disconnects",
		"It is turned away at once, and served if it comes again later",
		"It is served at once: silent clients do not count"},
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
		return experiment.TooNoisy(experiment.Word("part 4 answers the fourth client", busy)), nil
	}
	kit.Say("wait for the places of part 4")
	served, back := busy, time.Duration(0)
	for strings.HasPrefix(served, "#") {
		if err := kit.Pause(ctx, 20*time.Millisecond); err != nil {
			return experiment.Outcome{}, err
		}
		if served, _, err = stage.Ask(ctx, "whale\n"); err != nil {
			return experiment.Outcome{}, err
		}
		back = time.Since(begun)
	}
	kit.Say("wait as long again for those of the server that trusts")
	early, freed, err := behindSilent(ctx, kit, naive, silent,
		max(2*slotsTime-time.Since(begun), slotsTime/2))
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("part 4 answers the fourth client", strings.TrimSpace(busy)),
		experiment.Time("after", told),
		experiment.Time("it serves again, since the first silent one, after", back),
		experiment.Word(fmt.Sprintf("the server that trusts answers within %v", 2*slotsTime), early),
		experiment.Word("and when one of the silent ones disconnects", freed)}
	if !strings.HasPrefix(busy, "# busy") || early != "nothing" || freed == "nothing" {
		return experiment.NotSeen("Part 4 should turn the fourth client away and serve it later, and "+
			"the server that trusts should not answer.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "Both servers have three places. Part 4 gives a client a time for its first byte, so its " +
			"places came free by themselves; in the other server they belong to whoever is silent."}, nil
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
