package part5

import (
	"context"
	"fmt"
	"strings"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/lab/experiment"
)

const repetitions = 5

var unixTCP = experiment.Lab{
	Name: "unix-tcp", Title: "a path against a port", Part: 5, Claims: []string{"4.2", "5.2"},
	Claim: "AF_UNIX skips the layers of the network and is much faster than TCP.",
	Ask: "Parts 4 and 5 do the same work for a question; part 4 listens on a port, part 5 on a " +
		"path. Sixteen clients ask as fast as they can. How much processor time per question " +
		"does part 4's server need, compared with part 5's?",
	Choices: []string{"as much, or less: over loopback TCP needs no network either",
		"up to three times as much", "more than three times as much"},
	Lesson: "part5-unix/README.md#the-idea",
	Code: experiment.Code{File: "part5-unix/unixsocket/socket_linux.go",
		Text: "unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)"},
	// Part 4's server keeps many for other things than clients.
	Needs: []experiment.Need{experiment.Linux, experiment.Descriptors(256)},
	Prepare: func(ctx context.Context, kit *experiment.Kit) error {
		return kit.StartPeers(ctx, 1000, []string{server, "part4-security/server"},
			peer.Part4, peer.Part5)
	},
	Run:   compareUnixTCP,
	Timed: true, Shows: experiment.Depends,
}

// contest is a way of asking both servers, and what was measured of the port and of the
// path, in each repetition.
type contest struct {
	name        string
	connections int
	turn        time.Duration // longer for the one that decides
	oneShot     bool
	times       [2][]float64 // the median of a question, seconds
	processor   [2][]float64 // of the server, seconds per question
}

// compareUnixTCP asks both servers in turn, in each way. The processor time decides: it
// is the work that the kernel saves, whatever else this machine does.
func compareUnixTCP(ctx context.Context, kit *experiment.Kit) (
	experiment.Outcome, error) {
	const long, short = 120 * time.Millisecond, 50 * time.Millisecond
	contests := []*contest{{name: "16 connections", connections: 16, turn: long},
		{name: "one question at a time", connections: 1, turn: short},
		{name: "a connection for each question", connections: 1, turn: short, oneShot: true}}
	for repetition := range repetitions {
		kit.Say("repetition %d of %d", repetition+1, repetitions)
		for _, c := range contests {
			if err := c.take(ctx, kit); err != nil {
				return experiment.Outcome{}, err
			}
		}
	}
	outcome := experiment.Outcome{Picture: &experiment.Picture{
		Title: "Processor time of the server for a question, 16 connections"}}
	for i, name := range []string{"a port", "a path"} {
		seconds := experiment.Median(contests[0].processor[i])
		outcome.Picture.Bars = append(outcome.Picture.Bars,
			experiment.Time(name, time.Duration(seconds*float64(time.Second))))
	}
	for _, c := range contests {
		outcome.Figures = append(outcome.Figures,
			experiment.Ratio("processor time, port divided by path, "+c.name,
				experiment.Median(ratios(c.processor[0], c.processor[1]))),
			experiment.Ratio("median time of a question, port divided by path, "+c.name,
				experiment.Median(ratios(c.times[0], c.times[1]))))
	}
	costs := ratios(contests[0].processor[0], contests[0].processor[1])
	switch {
	case experiment.Clear(costs, 3) == 1:
		outcome.Verdict, outcome.Answer = experiment.Holds, 2
	case experiment.Clear(costs, 1) == 1 && experiment.Clear(costs, 3) == -1:
		outcome.Verdict, outcome.Answer = experiment.Depends, 1
	case experiment.Clear(costs, 1) == -1:
		outcome.Verdict, outcome.Answer = experiment.Changed, 0
	default:
		return experiment.TooNoisy(outcome.Figures...), nil
	}
	return explain(outcome, contests), nil
}

// explain says what all figures show: for the claim to hold, or not to, they must agree.
func explain(o experiment.Outcome, contests []*contest) experiment.Outcome {
	var found []string
	for _, c := range contests {
		sooner := experiment.Clear(ratios(c.times[0], c.times[1]), 1)
		less := experiment.Clear(ratios(c.processor[0], c.processor[1]), 1)
		if o.Verdict == experiment.Holds && min(sooner, less) < 1 ||
			o.Verdict == experiment.Changed && max(sooner, less) > 0 {
			o.Verdict = experiment.Depends
		}
		found = append(found, fmt.Sprintf(" With %s, answers came %s over the path, and cost the server %s "+
			"processor time.", c.name, []string{"later", "neither clearly sooner nor later", "sooner"}[sooner+1],
			[]string{"more", "neither clearly more nor less", "less"}[less+1]))
	}
	o.Why = "With 16 connections the path costs the server " + []string{
		"no less processor time per question than the port",
		"less processor time per question than the port, but more than a third of it",
		"less than a third of the port's processor time per question"}[o.Answer] +
		"." + strings.Join(found, "")
	if o.Verdict == experiment.Depends {
		o.Why += " How much the path saves depends on how clients ask."
	}
	if o.Answer > 0 {
		o.Why += " The kernel copies the bytes without TCP's segments and acknowledgements."
	}
	return o
}

// take asks both servers for a short time.
func (c *contest) take(ctx context.Context, kit *experiment.Kit) error {
	for i, name := range []string{peer.Part4, peer.Part5} {
		turn, err := kit.Take(ctx, name, load.Job{OneShot: c.oneShot, Duration: c.turn,
			Shape: load.Shape{Connections: c.connections, Words: 1, Depth: 1}})
		if err != nil {
			return err
		}
		c.times[i] = append(c.times[i], turn.P50.Seconds())
		c.processor[i] = append(c.processor[i], turn.CPU.Seconds())
	}
	return nil
}

// ratios returns the ratio of two figures in each repetition.
func ratios(a, b []float64) (all []float64) {
	for i := range a {
		all = append(all, a[i]/b[i])
	}
	return all
}
