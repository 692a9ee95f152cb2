package part2

import (
	"context"
	"errors"
	"syscall"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/wire"
)

var takenPort = experiment.Lab{
	Name: "taken-port", Title: "a port that is in use", Part: 2, Claims: []string{"2.5", "2.7"},
	Claim: "Whether a port is in use can only be found out by trying to bind it.",
	Ask: "Before your server binds a port, you try to connect to it, and the connection is refused. " +
		"Can the server bind the port?",
	Choices: []string{"yes: refused means that nobody has the port",
		"not always: a program may have the port and not listen", "yes, if the server sets SO_REUSEADDR"},
	Lesson: "part2-explained/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part2-explained/server/main.go", Text: "err = unix.Bind(listener, address)"},
	Builds: []string{server}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Holds,
	Run:   tryPorts,
}

// tryPorts binds a port on which a server listens, and one that a client has.
func tryPorts(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	first, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	listens := portOf(first.Address.Address)
	kit.Say("start a second server on port %s", listens)
	second, err := bind(ctx, kit, server, listens)
	if err != nil {
		return experiment.Outcome{}, err
	}
	client, err := kit.Dial(ctx, first.Address)
	if err != nil {
		return experiment.Outcome{}, err
	}
	clients := client.LocalAddr().String()
	kit.Say("check the client's port %s, then bind it", portOf(clients))
	_, refusal := kit.Dial(ctx, wire.Address{Network: "tcp", Address: clients})
	third, err := bind(ctx, kit, server, portOf(clients))
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("bind, a server listens there", second),
		experiment.Word("connect, a client has the port", reason(refusal)),
		experiment.Word("bind, a client has the port", third)}
	switch {
	case second != taken:
		return experiment.NotSeen("The second server should not get the first one's port.", figures...), nil
	case !errors.Is(refusal, syscall.ECONNREFUSED) || third != taken:
		return experiment.NotSeen("The check should find the client's port free, and bind should fail.",
			figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "A connection is refused if nobody listens, but a socket can hold a port without listening: " +
			"the kernel had given this one to a client, and bind failed although our server sets SO_REUSEADDR. " +
			"Also, another program may take the port between the check and bind."}, nil
}
