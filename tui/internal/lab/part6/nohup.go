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

// hangUp is a server that gets the signal, and what became of it.
type hangUp struct {
	name    string
	command []string
	ends    bool   // the signal is to end it
	says    string // a line of it about hang-ups: there is none unless it does something

	runs, answers, said bool
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
	hangUps := []*hangUp{
		{name: "part 5", command: []string{unixServer}, ends: true},
		{name: "part 5 under nohup", command: []string{"nohup", kit.Program(unixServer)}},
		{name: "part 6", command: []string{server}, says: "reloaded 3 words"},
		{name: "part 6 under nohup", command: []string{"nohup", kit.Program(server)},
			says: "ignoring hang-ups"},
	}
	var figures []experiment.Figure
	for i, h := range hangUps {
		s, err := kit.Serve(ctx, h.command[0], slices.Concat(h.command[1:], words,
			[]string{kit.Path(fmt.Sprint("s", i))})...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		text, err := h.see(ctx, kit, s)
		if err != nil {
			return experiment.Outcome{}, err
		}
		figures = append(figures, experiment.Word(h.name+", after the hang-up", text))
	}
	for _, h := range hangUps {
		if h.ends == h.runs || h.ends == h.answers || h.said != (h.says != "") {
			return experiment.NotSeen("A hang-up should end part 5's server without nohup, and no other "+
				"one.", figures...), nil
		}
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "A terminal that closes sends SIGHUP, which ends a program that has not arranged for " +
			"anything else. nohup starts a program with that signal ignored, and programs inherit this. " +
			"Part 6 reloads its words at a hang-up, but leaves the signal ignored if it finds it so."}, nil
}

// see sends a server SIGHUP and asks it. The kernel discards a signal that is ignored at
// once; any other one has an effect to wait for.
func (h *hangUp) see(ctx context.Context, kit *experiment.Kit, s *experiment.Server) (
	text string, err error) {
	process, err := os.FindProcess(s.Pid())
	if err != nil {
		return "", err
	}
	if err := process.Signal(syscall.SIGHUP); err != nil {
		return "", err
	}
	if h.ends || h.says != "" {
		limited, cancel := context.WithTimeout(ctx, effectTime)
		defer cancel()
		// A server without any effect runs on: that is no error.
		_ = kit.Until(limited, "the hang-up has an effect", func() bool {
			h.said = h.says != "" && strings.Contains(experiment.Printed(s.Process), h.says)
			return !s.Alive() || h.said
		})
	}
	if h.runs = s.Alive(); !h.runs {
		return s.Ended(), nil
	}
	answer, _, err := s.Ask(ctx, "whale\n")
	h.answers = strings.HasPrefix(answer, "whale\t10\t")
	if h.said {
		return fmt.Sprintf("says %q, and answers", h.says), err
	}
	return "answers as before", err
}
