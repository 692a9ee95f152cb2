package part3

import (
	"context"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var zombies = experiment.Lab{
	Name: "zombies", Title: "processes that nobody waited for", Part: 3,
	Claim: "A process that has ended stays in the kernel's table, as a zombie, until its parent asks for " +
		"its exit code.",
	Ask: "A server forks a process for each client, and never waits for one. Ten clients have been " +
		"answered and have disconnected. What is left of the ten processes?",
	Choices: []string{"Nothing: they have ended", "Ten processes that still hold their memory",
		"Ten entries in the table of processes, without memory"},
	Lesson: "part3-threads/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part3-threads/server/processes.go", Text: "process.Wait()"},
	Builds: []string{"never-waits.c", server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Compiler},
	Shows:  experiment.Holds,
	Run:    seeZombies,
}

// forks is how many clients each server gets.
const forks = 10

// seeZombies asks both servers and looks at what their processes have become.
func seeZombies(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	naive, err := kit.Serve(ctx, "never-waits.c")
	if err != nil {
		return experiment.Outcome{}, err
	}
	waits, err := kit.Serve(ctx, server, "-model", "processes", "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	for i, s := range []*experiment.Server{naive, waits} {
		kit.Say("%d clients ask %s", forks, []string{"a server that never waits", "part 3's server"}[i])
		for range forks {
			if _, _, err := s.Ask(ctx, "whale\n"); err != nil {
				return experiment.Outcome{}, err
			}
		}
		// A process ends a moment after its connection.
		if err := kit.Until(ctx, "the processes have ended", func() bool {
			alive, _, _ := count(s)
			return alive == 0
		}); err != nil {
			return experiment.Outcome{}, err
		}
	}
	// Part 3's server has a goroutine for each process, which waits for its end.
	kit.Happens(ctx, "part 3's server has asked for the exit codes", func() bool {
		_, dead, _ := count(waits)
		return dead == 0
	})
	_, dead, memory := count(naive)
	_, left, _ := count(waits)
	figures := []experiment.Figure{
		experiment.Number("clients of each server", forks),
		experiment.Number("zombies of the server that never waits", dead),
		experiment.Bytes("memory of these zombies", memory),
		experiment.Number("zombies of part 3's server", left)}
	if dead != forks || left > 0 {
		return experiment.NotSeen("Each process of the server that never waits should be a zombie, and "+
			"none of part 3's server.", figures...), nil
	}
	answer := 2
	if memory > 0 {
		answer = 1
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
		Why: "At the end of a process the kernel frees its memory and closes its descriptors, but keeps " +
			"its number and its exit code for the parent. A number that is taken is not free for another " +
			"process. Part 3's server has a goroutine for each process, which waits for its end."}, nil
}

// count returns how many processes a server has started that are alive, and how many
// are zombies, with the resident memory of the zombies.
func count(s *experiment.Server) (alive, dead int, memory int64) {
	for _, each := range proc.Family(s.Pid(), 0)[1:] {
		if each.Zombie {
			dead++
			memory += each.Memory
		} else {
			alive++
		}
	}
	return alive, dead, memory
}
