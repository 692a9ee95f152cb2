package part5

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/runner"
)

// crowd is how many servers start on one path.
const crowd = 8

var onePath = experiment.Lab{
	Name: "one-path", Title: "eight servers, one path", Part: 5,
	Claim: "The kernel gives a port to one server only, but it does not guard a path: a server " +
		"that removes what it finds there takes the clients of the server before it.",
	Ask: "Eight servers start on the same path, one after the other. Each removes the file that " +
		"it finds and binds its own. How many of them report an error or end?",
	Choices: []string{"seven: bind fails for all but the first, as for a port",
		"seven: each ends when its file is removed", "none"},
	Lesson: "part5-unix/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part5-unix/unixsocket/lock.go",
		Text: "unix.Flock(int(l.file.Fd()), unix.LOCK_EX|unix.LOCK_NB)"},
	Builds: []string{careless, server},
	// The guide needs five descriptors for each server.
	Needs: []experiment.Need{experiment.Linux, experiment.Descriptors(128)},
	Shows: experiment.Holds,
	Run:   seeOnePath,
}

// seeOnePath starts servers that remove the file, and then servers that lock it.
func seeOnePath(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	path := kit.Path("s")
	alive, answering, err := crowdOfCareless(ctx, kit, path)
	if err != nil {
		return experiment.Outcome{}, err
	}
	listening, refusals, err := crowdOfOurs(ctx, kit, path)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Number("servers that remove the file, running at the end", alive),
		experiment.Number("of these, servers that answered a client", answering),
		experiment.Number("part 5's servers that listen, of 8 started at once", listening),
		experiment.Number("part 5's servers that end with an error", len(refusals))}
	if len(refusals) > 0 {
		figures = append(figures, experiment.Word("such an error",
			strings.ReplaceAll(refusals[0], kit.Folder(), "…")))
	}
	switch {
	case listening != 1 || len(refusals) != crowd-1 || !allSay(refusals, "another server listens"):
		return experiment.NotSeen("Part 5's lock should let one server listen and end the others.",
			figures...), nil
	case alive != crowd || answering != 1:
		return experiment.NotSeen("All servers that remove the file should run on, and one of them "+
			"get all clients.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: "Removing a file takes its name, not the socket behind it: the servers before the last " +
			"one run on and wait for clients that can no longer find them. Part 5 first locks " +
			"a file beside the path, and the kernel gives that lock to one process."}, nil
}

// crowdOfCareless starts careless servers, each when the one before it listens. It
// returns how many of them run after all questions, and how many have answered one. Then
// it stops them, and the last one's file stays.
func crowdOfCareless(ctx context.Context, kit *experiment.Kit, path string) (
	alive, answering int, err error) {
	servers := make([]*experiment.Server, crowd)
	for i := range servers {
		if servers[i], err = kit.Serve(ctx, careless, path); err != nil {
			return 0, 0, err
		}
	}
	answered := make(map[string]bool)
	for range crowd {
		answer, _, err := kit.Ask(ctx, servers[0].Address, "whale\n")
		if err != nil {
			return 0, 0, err
		}
		answered[answer] = true
	}
	for _, s := range servers {
		if s.Alive() {
			alive++
		}
	}
	for _, s := range servers {
		s.Stop()
	}
	return alive, len(answered), nil
}

// crowdOfOurs starts servers of part 5 at once, all of which find a file that nobody
// listens on. It returns how many listen, and what the others have printed.
func crowdOfOurs(ctx context.Context, kit *experiment.Kit, path string) (
	listening int, refusals []string, err error) {
	kit.Say("start %d servers of part 5 on one path at once", crowd)
	words, err := kit.ShortList()
	if err != nil {
		return 0, nil, err
	}
	processes := make([]*runner.Process, crowd)
	for i := range processes {
		if processes[i], err = kit.Start(server, append(words, path)...); err != nil {
			return 0, nil, err
		}
	}
	err = kit.Until(ctx, "one of them listens or has ended", func() bool {
		return slices.ContainsFunc(processes, func(p *runner.Process) bool {
			return p.Ended() != "" || strings.Contains(experiment.Printed(p), "listening on")
		})
	})
	if err != nil {
		return 0, nil, err
	}
	limited, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	for _, p := range processes {
		_, notReady := p.WaitReady(limited)
		switch {
		case notReady == nil:
			listening++
		case limited.Err() != nil: // it neither listens nor ends
		case p.ExitCode() == 1:
			refusals = append(refusals, strings.TrimSpace(experiment.Printed(p)))
		default:
			return 0, nil, fmt.Errorf("start part 5: %w", notReady)
		}
	}
	return listening, refusals, nil
}

// allSay reports whether each text has a part.
func allSay(texts []string, part string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(text, part) })
}
