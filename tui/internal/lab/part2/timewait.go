package part2

import (
	"context"
	"fmt"
	"slices"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var timeWait = experiment.Lab{
	Name: "time-wait", Title: "TIME-WAIT", Part: 2, Claims: []string{"2.7"},
	Claim: "bind may fail because the port is in use.",
	Ask: "A server that did not set SO_REUSEADDR has closed its client's connection and ended. At once a new " +
		"server sets the option and binds the same port. Does bind succeed?",
	Choices: []string{"no: the old server must have set it, too", "yes: the option is there for that",
		"yes, even without the option: no program has the port"},
	Lesson: "part2-explained/README.md#try-this",
	Code: experiment.Code{File: "part2-explained/server/main.go",
		Text: "err := unix.SetsockoptInt(listener, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)"},
	Builds: []string{server, "one-client"}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Depends,
	Run:   bindAgain,
}

// bindAgain binds a port after its server has ended, with and without the option on
// either side, and does the same with part 2's server.
func bindAgain(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var figures []experiment.Figure
	results := make(map[[2]bool]string)
	for _, options := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
		var args [2]string
		for i, set := range options {
			args[i] = fmt.Sprintf("-reuse=%t", set)
		}
		result, err := bindAfter(ctx, kit, "one-client", args[:1], args[1:])
		if err != nil {
			return experiment.Outcome{}, err
		}
		if result == noWait {
			return experiment.NotSeen("The closed connection should stay in the state TIME-WAIT.",
				append(figures, experiment.Word(setters[options], result))...), nil
		}
		results[options] = result
		figures = append(figures, experiment.Word(setters[options], result))
	}
	stage, err := bindAfter(ctx, kit, server, nil, nil)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures = append(figures, experiment.Word("part 2's server, twice", stage))
	if results[[2]bool{}] != taken || results[[2]bool{true, false}] != taken ||
		results[[2]bool{true, true}] != bound || stage != bound {
		return experiment.NotSeen("bind should fail unless the new server sets the option, and succeed if both do.",
			figures...), nil
	}
	outcome := experiment.Outcome{Verdict: experiment.Depends, Answer: 0, Figures: figures,
		Why: "bind failed although no program had the port, unless both servers set the option. The side that closed " +
			"first keeps the connection in the state TIME-WAIT, on Linux for a minute. bind ignores that only if " +
			"both sockets have SO_REUSEADDR: the connection inherited it from the old listener, or did not."}
	if results[[2]bool{false, true}] == bound {
		outcome.Answer, outcome.Why = 1, "bind ignores a connection in the state TIME-WAIT if the new server "+
			"sets SO_REUSEADDR, whatever the old one did."
	}
	return outcome, nil
}

// noWait is the result if no connection is left in TIME-WAIT.
const noWait = "no TIME-WAIT"

// setters says who sets SO_REUSEADDR: the old server, the new one.
var setters = map[[2]bool]string{
	{false, false}: "neither sets SO_REUSEADDR", {true, false}: "only the old server sets it",
	{false, true}: "only the new server sets it", {true, true}: "both set it"}

// bindAfter has a server talk with a client and end, and starts the next one on its
// port. It returns bound, taken or noWait.
func bindAfter(ctx context.Context, kit *experiment.Kit, program string, old, next []string) (
	string, error) {
	s, err := kit.Serve(ctx, program, slices.Concat(old, []string{"0"})...)
	if err != nil {
		return "", err
	}
	if _, _, err := s.Ask(ctx, "hello\n"); err != nil {
		return "", err
	}
	address := s.Address.Address
	waits := ends(ctx, kit, s) && kit.Happens(ctx, "the connection is in TIME-WAIT", func() bool {
		return slices.ContainsFunc(proc.Connections(address), func(c proc.Connection) bool {
			return c.Local == address && c.State == "TIME-WAIT"
		})
	})
	if !waits {
		return noWait, nil
	}
	kit.Say("bind port %s again", portOf(address))
	return bind(ctx, kit, program, slices.Concat(next, []string{portOf(address)})...)
}
