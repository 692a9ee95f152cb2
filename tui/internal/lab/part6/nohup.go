package part6

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

// effectTime is how long a hang-up may take to have an effect.
const effectTime = 5 * time.Second

var nohup = experiment.Lab{
	Name: "nohup", Title: "a hang-up with and without nohup", Part: 6, Claims: []string{"6.1"},
	Claim: "A server that is started with nohup goes on when you log out.",
	Ask: "You start part 5's server in the background, with & but without nohup, and close the " +
		"terminal. What becomes of the server?",
	Choices: []string{"it runs on: & has taken it off the terminal",
		"it ends: the hang-up signal ends a program that does nothing about it",
		"it runs on, but its socket file is gone"},
	Lesson: "part6-php/README.md#run-it",
	Code:   experiment.Code{File: "part6-php/server/main.go", Text: "if signal.Ignored(syscall.SIGHUP) {"},
	Builds: []string{unixServer, server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Tool("nohup", "install coreutils")},
	Shows:  experiment.Holds,
	Run:    seeNohup,
}

// fate is what became of a server after a hang-up.
type fate struct {
	runs    bool
	answers bool
	ignores bool   // it has said that it ignores hang-ups
	text    string // for people
}

// seeNohup sends each server the signal that a terminal's end sends.
func seeNohup(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	if signal.Ignored(syscall.SIGHUP) {
		return experiment.NotSeen("This guide was itself started so that it ignores hang-ups, and so " +
			"do all programs that it starts."), nil
	}
	words, err := kit.ShortList()
	if err != nil {
		return experiment.Outcome{}, err
	}
	var figures []experiment.Figure
	var fates []fate
	for i, start := range [][]string{{unixServer}, {"nohup", kit.Program(unixServer)}, {server},
		{"nohup", kit.Program(server)}} {
		s, err := kit.Serve(ctx, start[0], slices.Concat(start[1:], words,
			[]string{kit.Path(fmt.Sprint("s", i))})...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		f, err := hangUp(ctx, kit, s, start[0] == "nohup")
		if err != nil {
			return experiment.Outcome{}, err
		}
		fates = append(fates, f)
		name := []string{"part 5", "part 5 under nohup", "part 6", "part 6 under nohup"}[i]
		figures = append(figures, experiment.Word(name+", after the hang-up", f.text))
	}
	ended, stayed, reloaded, ignored := fates[0], fates[1], fates[2], fates[3]
	switch {
	case ended.runs:
		return experiment.NotSeen("Without nohup the hang-up should end part 5's server.", figures...), nil
	case !stayed.answers || !reloaded.answers || !ignored.answers:
		return experiment.NotSeen("Under nohup both servers should answer after a hang-up, and part 6's "+
			"also without it.", figures...), nil
	case !ignored.ignores:
		return experiment.NotSeen("Under nohup part 6 should leave hang-ups ignored, and say so.",
			figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "A terminal that closes sends SIGHUP, which ends a program that has not arranged for " +
			"anything else. nohup starts a program with that signal ignored, and programs inherit this. " +
			"Part 6 reloads its words at a hang-up, but leaves the signal ignored if it finds it so."}, nil
}

// hangUp sends a server SIGHUP and asks it. The kernel discards a signal that is ignored
// at once; any other one has an effect to wait for: the server's end, or a reload.
func hangUp(ctx context.Context, kit *experiment.Kit, s *experiment.Server, ignored bool) (
	f fate, err error) {
	process, err := os.FindProcess(s.Pid())
	if err != nil {
		return f, err
	}
	if err := process.Signal(syscall.SIGHUP); err != nil {
		return f, err
	}
	reloaded := func() bool { return strings.Contains(experiment.Printed(s.Process), "reloaded") }
	if !ignored {
		// A server without any effect runs on: that is no error.
		limited, cancel := context.WithTimeout(ctx, effectTime)
		defer cancel()
		_ = kit.Until(limited, "the hang-up has an effect", func() bool {
			return !s.Alive() || reloaded()
		})
	}
	f.runs = s.Alive()
	if !f.runs {
		f.text = s.Ended()
		return f, nil
	}
	f.ignores = strings.Contains(experiment.Printed(s.Process), "ignoring hang-ups")
	answer, _, err := s.Ask(ctx, "whale\n")
	f.answers, f.text = strings.HasPrefix(answer, "whale\t10\t"), "answers as before"
	if reloaded() {
		f.text = "has reloaded its words, and answers"
	}
	if f.ignores {
		f.text = "has said that it ignores hang-ups, and answers"
	}
	return f, err
}
