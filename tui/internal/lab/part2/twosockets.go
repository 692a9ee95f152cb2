package part2

import (
	"context"
	"errors"
	"fmt"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var twoSockets = experiment.Lab{
	Name: "two-sockets", Title: "two kinds of sockets", Part: 2, Claims: []string{"2.2", "2.3"},
	Claim: "A server has two kinds of sockets: the listener holds the port and carries no data, " +
		"and each client gets a transfer socket. The client has one socket only.",
	Ask: "A client has connected to port 9998. To which port is the server's transfer socket bound?",
	Choices: []string{"9998, the same port as the listener", "another port, which the kernel chose",
		"none: only the listener is bound"},
	Lesson: "part2-explained/README.md#the-idea",
	Code:   experiment.Code{File: "part2-explained/server/main.go", Text: "unix.Accept(listener)"},
	Builds: []string{server}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Holds,
	Run:   seeTwoSockets,
}

// seeTwoSockets connects a client and looks at the server's descriptors.
func seeTwoSockets(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	s, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	client, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("look at the server's descriptors")
	var sockets []proc.Socket
	err = kit.Until(ctx, "the server has accepted", func() bool {
		sockets, err = proc.Sockets(s.Pid())
		return err != nil || len(sockets) > 1
	})
	if err != nil {
		return experiment.Outcome{}, err
	}
	if len(sockets) != 2 {
		return experiment.Outcome{}, fmt.Errorf("the server has %d sockets; want 2", len(sockets))
	}
	listener, transfer := sockets[0], sockets[1]
	figures := []experiment.Figure{
		experiment.Word(fmt.Sprintf("descriptor %d, listens", listener.Descriptor), listener.Local),
		experiment.Word(fmt.Sprintf("descriptor %d, transfers", transfer.Descriptor),
			transfer.Local+", its peer "+transfer.Peer),
		experiment.Word("the client's socket", client.LocalAddr().String()+", its peer "+
			client.RemoteAddr().String())}
	if !listener.Listens || transfer.Listens || transfer.Peer != client.LocalAddr().String() {
		return experiment.NotSeen("One of the server's two sockets should listen and the other one "+
			"have the client as its peer.", figures...), nil
	}
	if transfer.Local != listener.Local {
		return experiment.Outcome{}, errors.New("the transfer socket is bound to another address")
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Why: "Both of the server's sockets are bound to the same address. The kernel tells a client's " +
			"bytes from those of others by the addresses of both ends, and only the transfer socket " +
			"has a peer."}, nil
}
