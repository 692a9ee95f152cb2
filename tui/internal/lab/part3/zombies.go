package part3

import (
	"context"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var zombies = experiment.Lab{
	Name: "zombies", Title: "processes that nobody waited for", Part: 3,
	Claims: []string{"2.12", "3.5"},
	Claim: "A process for each client is simple. But one that has ended stays in the kernel's table, " +
		"as a zombie, until its parent asks for its exit code.",
	Ask: "A server forks a process for each client, and never waits for one. Ten clients have been " +
		"answered and have disconnected. What is left of the ten processes?",
	Choices: []string{"Nothing: they have ended",
		"Ten entries in the table of processes, without memory",
		"Ten processes with their memory and their connections"},
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
	stage, err := kit.Serve(ctx, server, "-model", "processes", "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	for _, s := range []*experiment.Server{naive, stage} {
		kit.Say("%d clients ask %s", forks, s.Name())
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
	// Each client of the stage has its goroutine, which waits for the process.
	if err := kit.Until(ctx, "the stage has asked for the exit codes", func() bool {
		_, dead, _ := count(stage)
		return dead == 0
	}); err != nil {
		return experiment.Outcome{}, err
	}
	_, dead, memory := count(naive)
	_, left, _ := count(stage)
	figures := []experiment.Figure{
		experiment.Number("clients of each server", forks),
		experiment.Number("zombies of the server that never waits", dead),
		experiment.Bytes("their memory", memory),
		experiment.Number("zombies of the stage", left)}
	if dead != forks {
		return experiment.NotSeen("Each process of the server that never waits should be a zombie.",
			figures...), nil
	}
	answer := 1
	if memory > 0 {
		answer = 2
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
		Why: "At the end of a process the kernel frees its memory and closes its descriptors, but keeps " +
			"its number and its exit code for the parent. A number that is taken is not free for another " +
			"process, so a server that never waits fills the table. The stage has a goroutine for each " +
			"process, which waits for its end."}, nil
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
