package part2

import (
	"context"
	"errors"
	"fmt"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

// talker is a client that connects, then waits for its user.
const talker = "part2-explained/client"

var twoSockets = experiment.Lab{
	Name: "two-sockets", Title: "two kinds of sockets", Part: 2, Claims: []string{"2.2", "2.3"},
	Claim: "A server has two kinds of sockets: the listener holds the port and carries no data, " +
		"and each client gets a transfer socket. The client has one socket only.",
	Ask: "A server listens on port 9998, and accept has returned a second socket for a client. To which port is " +
		"that one bound?",
	Choices: []string{"9998, the same port as the listener", "another port, which the kernel chose",
		"none: only the listener is bound"},
	Lesson: "part2-explained/README.md#the-idea",
	Code:   experiment.Code{File: "part2-explained/server/main.go", Text: "unix.Accept(listener)"},
	Builds: []string{server, talker}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Holds,
	Run:   seeTwoSockets,
}

// seeTwoSockets connects a client and looks at the descriptors of both.
func seeTwoSockets(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	s, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	client, err := kit.Start(talker, "127.0.0.1", portOf(s.Address.Address))
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("look at the descriptors of server and client")
	var servers, clients []proc.Socket
	kit.Happens(ctx, "both have their sockets", func() bool {
		var serverErr, clientErr error
		servers, serverErr = proc.Sockets(s.Pid())
		clients, clientErr = proc.Sockets(client.Pid())
		err = errors.Join(serverErr, clientErr)
		return err != nil || len(servers) > 1 && len(clients) > 0
	})
	if err != nil {
		return experiment.Outcome{}, err
	}
	if len(servers) != 2 || len(clients) != 1 {
		return experiment.NotSeen("The server should have two sockets, and the client one.",
			experiment.Number("the server's sockets", len(servers)),
			experiment.Number("the client's sockets", len(clients))), nil
	}
	listener, transfer, its := servers[0], servers[1], clients[0]
	figures := []experiment.Figure{
		experiment.Word(fmt.Sprintf("listener, descriptor %d", listener.Descriptor), listener.Local),
		experiment.Word(fmt.Sprintf("transfer socket, descriptor %d", transfer.Descriptor),
			transfer.Local+", its peer "+transfer.Peer),
		experiment.Word("the client's only socket", its.Local+", its peer "+its.Peer)}
	if !listener.Listens || transfer.Listens || transfer.Peer != its.Local || its.Peer != transfer.Local {
		return experiment.NotSeen("One of the server's two sockets should listen, and the other one "+
			"be connected to the client's.", figures...), nil
	}
	outcome := experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Why: "Both of the server's sockets are bound to the same address. The kernel tells a client's " +
			"bytes from those of others by the addresses of both ends, and only the transfer socket " +
			"has a peer."}
	if transfer.Local != listener.Local {
		outcome.Answer, outcome.Why = 1, "The server has two sockets, but they are bound to different addresses."
	}
	return outcome, nil
}
