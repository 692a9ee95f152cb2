package part2

import (
	"context"
	"fmt"
	"slices"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var timeWait = experiment.Lab{
	Name: "time-wait", Title: "TIME-WAIT", Part: 2, Claims: []string{"2.7", "2.12"},
	Claim: "bind may fail because the port is in use, and on some systems sockets that are not closed " +
		"stay behind as zombies.",
	Ask: "A server that did not set SO_REUSEADDR has closed its client's connection and ended. A new " +
		"server sets it at once. Can it bind the port?",
	Choices: []string{"yes: the option is there for that", "no: the old server must have set it, too",
		"yes, and it could do so without the option: nobody has the port"},
	Lesson: "part2-explained/README.md#try-this",
	Code: experiment.Code{File: "part2-explained/server/main.go",
		Text: "err := unix.SetsockoptInt(listener, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)"},
	Builds: []string{server, "rebind"}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Depends,
	Run:   bindAgain,
}

// bindAgain binds a port after its server has ended, with and without the option on
// either side, and does the same with part 2.
func bindAgain(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var figures []experiment.Figure
	results := make(map[[2]bool]string)
	for _, options := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
		var args [2]string
		for i, set := range options {
			args[i] = fmt.Sprintf("-reuse=%t", set)
		}
		result, err := bindAfter(ctx, kit, "rebind", args[:1], args[1:])
		if err != nil {
			return experiment.Outcome{}, err
		}
		results[options] = result
		figures = append(figures, experiment.Word(setters[options], result))
	}
	stage, err := bindAfter(ctx, kit, server, nil, nil)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures = append(figures, experiment.Word("part 2, twice", stage))
	if results[[2]bool{}] != taken || results[[2]bool{true, true}] != bound || stage != bound {
		return experiment.NotSeen("The port should be taken if nobody sets the option, and free if both do.",
			figures...), nil
	}
	answer := 0
	if results[[2]bool{false, true}] == taken {
		answer = 1
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: answer, Figures: figures,
		Why: "No process has the port, but the side that closed first keeps the connection in the state TIME-WAIT, " +
			"on Linux for a minute. bind ignores that only if both sockets have SO_REUSEADDR: the connection " +
			"inherited it from the old listener, or did not."}, nil
}

// setters says who sets SO_REUSEADDR: the old server, the new one.
var setters = map[[2]bool]string{
	{false, false}: "neither sets SO_REUSEADDR", {true, false}: "only the old server sets it",
	{false, true}: "only the new server sets it", {true, true}: "both set it"}

// bindAfter has a server talk with a client and end, and starts the next one on its
// port. It returns bound or taken.
func bindAfter(ctx context.Context, kit *experiment.Kit, program string, old, next []string) (
	string, error) {
	s, err := kit.Serve(ctx, program, slices.Concat(old, []string{"0"})...)
	if err != nil {
		return "", err
	}
	if _, _, err := s.Ask(ctx, "hello\n"); err != nil {
		return "", err
	}
	if err := ended(ctx, s); err != nil {
		return "", err
	}
	address := s.Address.Address
	err = kit.Until(ctx, "the connection is in TIME-WAIT", func() bool {
		for _, c := range proc.Connections(address) {
			if c.Local == address && c.State == "TIME-WAIT" {
				return true
			}
		}
		return false
	})
	if err != nil {
		return "", err
	}
	kit.Say("bind port %s again", portOf(address))
	return bind(ctx, kit, program, slices.Concat(next, []string{portOf(address)})...)
}
