package part6

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"wallsockets/tui/internal/lab/experiment"
)

var nohup = experiment.Lab{
	Name: "nohup", Title: "a hang-up with and without nohup", Part: 6, Claims: []string{"6.1"},
	Claim: "A server that is started with nohup goes on when you log out.",
	Ask: "A server gets SIGHUP, the signal for a terminal that was closed. Nothing in its code " +
		"mentions that signal, and it was not started with nohup. What becomes of the server?",
	Choices: []string{"it ends", "nothing: a signal that the code does not mention has no effect",
		"it runs on, without its terminal"},
	Lesson: "part6-php/README.md#run-it",
	Code:   experiment.Code{File: "part6-php/server/main.go", Text: "if signal.Ignored(syscall.SIGHUP) {"},
	Builds: []string{unixServer, server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Tool("nohup", "install coreutils")},
	Shows:  experiment.Depends,
	Run:    seeNohup,
}

// hangUp is a server that gets the signal, and what became of it.
type hangUp struct {
	name    string
	command []string
	ends    bool   // the signal is to end it
	logs    string // a part of its log line about hang-ups; "": there is none

	runs, answers, logged bool
}

// seeNohup sends each server SIGHUP itself: which programs get it when a terminal is
// closed depends on the shell.
func seeNohup(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	if signal.Ignored(syscall.SIGHUP) {
		return experiment.NotSeen("This program was itself started so that it ignores SIGHUP, and so " +
			"do all programs that it starts."), nil
	}
	words, err := kit.ShortList()
	if err != nil {
		return experiment.Outcome{}, err
	}
	hangUps := []*hangUp{
		{name: "part 5's server", command: []string{unixServer}, ends: true},
		{name: "part 5's server under nohup", command: []string{"nohup", kit.Program(unixServer)}},
		{name: "part 6's server", command: []string{server}, logs: "reloaded 3 words"},
		{name: "part 6's server under nohup", command: []string{"nohup", kit.Program(server)},
			logs: "ignoring hang-ups"},
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
		figures = append(figures, experiment.Word(h.name+" after SIGHUP", text))
		if h.ends == h.runs || h.ends == h.answers || h.logged != (h.logs != "") {
			return experiment.NotSeen("SIGHUP should end part 5's server without nohup, and no other one.",
				figures...), nil
		}
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 0, Figures: figures,
		Why: "SIGHUP ends a program that has not arranged for anything else, and nohup starts one with " +
			"that signal ignored. Whether a server in the background gets it, and so needs nohup, " +
			"depends on the shell: bash sends it to its jobs when the terminal is closed, but when you " +
			"type exit only in a login shell with huponexit set (man bash). Part 6 reloads its words at " +
			"SIGHUP, unless it finds it ignored."}, nil
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
	limited, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	if h.ends || h.logs != "" {
		// A server without any effect runs on: that is no error.
		_ = kit.Until(limited, "the signal has an effect", func() bool {
			h.logged = h.logs != "" && strings.Contains(experiment.Printed(s.Process), h.logs)
			return !s.Alive() || h.logged
		})
	}
	if h.runs = s.Alive(); !h.runs {
		return s.Ended(), nil
	}
	answer, _, err := s.Ask(limited, "whale\n")
	h.answers = strings.HasPrefix(answer, "whale\t10\t")
	switch {
	case !h.answers:
		return fmt.Sprintf("runs, but does not answer (%q, %v)", answer, err), nil
	case h.logged:
		return fmt.Sprintf("logs %q, and answers", h.logs), nil
	}
	return "answers as before", nil
}
