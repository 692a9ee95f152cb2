package part5

import (
	"context"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/lab/experiment"
)

const repetitions = 5

var unixTCP = experiment.Lab{
	Name: "unix-tcp", Title: "a path against a port", Part: 5, Claims: []string{"4.2", "5.2"},
	Claim: "AF_UNIX skips the layers of the network and is much faster than TCP, even on one " +
		"machine.",
	Ask: "Parts 4 and 5 do the same work for a question; one listens on a port, one on a path. " +
		"Sixteen clients ask as fast as they can. How much processor time does the port cost " +
		"the server, compared with the path?",
	Choices: []string{"as much: over loopback TCP needs no network either",
		"up to twice as much", "more than twice as much"},
	Lesson: "part5-unix/README.md#the-idea",
	Code: experiment.Code{File: "part5-unix/unixsocket/socket_linux.go",
		Text: "unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)"},
	Needs: []experiment.Need{experiment.Linux},
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
		Title: "16 connections: processor time of the server for a question"}}
	for i, name := range []string{"a port", "a path"} {
		seconds := experiment.Median(contests[0].processor[i])
		outcome.Picture.Bars = append(outcome.Picture.Bars,
			experiment.Time(name, time.Duration(seconds*float64(time.Second))))
	}
	costs := ratios(contests[0].processor[0], contests[0].processor[1])
	for _, c := range contests {
		outcome.Figures = append(outcome.Figures,
			experiment.Ratio(c.name+": processor time, the port's to the path's",
				experiment.Median(ratios(c.processor[0], c.processor[1]))),
			experiment.Ratio(c.name+": median time, the port's to the path's",
				experiment.Median(ratios(c.times[0], c.times[1]))))
	}
	switch {
	case experiment.Clear(costs, 2) == 1:
		outcome.Verdict, outcome.Answer = experiment.Holds, 2
		outcome.Why = "The kernel copies the bytes from one process to the other, without packets, " +
			"checksums and acknowledgements. With small answers that is most of the server's work."
	case experiment.Clear(costs, 1) == 1 && experiment.Clear(costs, 2) == -1:
		outcome.Verdict, outcome.Answer = experiment.Depends, 1
		outcome.Why = "It is faster: the kernel copies the bytes without packets, checksums and " +
			"acknowledgements. By how much depends on what else a question costs: the server's own " +
			"work is the same for both, and so is waking a process that waits for a single question."
	case experiment.Clear(costs, 1) == -1:
		outcome.Verdict, outcome.Answer = experiment.Changed, 0
		outcome.Why = "Here the port costs the server no more than the path."
	default:
		return experiment.TooNoisy(outcome.Figures...), nil
	}
	return outcome, nil
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
