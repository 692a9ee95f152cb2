package part4

import (
	"context"
	"fmt"
	"net"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var connectBack = experiment.Lab{
	Name: "connect-back", Title: "connecting back through a firewall", Part: 4, Claims: []string{"4.6"},
	Claim: "To work with firewalls a server uses one port, with a protocol for several kinds of data, " +
		"and never connects back to the client, as FTP does.",
	Ask: "A client's firewall lets in what comes from the ports of the servers that the client " +
		"asks. A server is to send a file over a second connection, which it opens to the client. " +
		"What happens?",
	Choices: []string{"The file arrives: the firewall knows the server from the first connection",
		"The connection to the client fails, and the file does not arrive",
		"Nothing arrives, not even an answer on the first connection"},
	Lesson: "part4-security/README.md#the-idea",
	Code:   experiment.Code{File: "part4-security/server/main.go", Text: "common.service.Converse(ctx, conn)"},
	Builds: []string{"connect-back", server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Namespace},
	Shows:  experiment.Holds,
	Run:    seeConnectBack,
}

// seeConnectBack fetches a file without a firewall and behind one. The client's machine
// is 127.0.0.1 and the servers' is 127.0.0.2, in a network of their own.
func seeConnectBack(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	network, err := kit.Network(ctx)
	if err != nil {
		return experiment.Outcome{}, err
	}
	var back, stage *experiment.Server
	err = atOnce(
		func() (err error) { back, err = network.Serve(ctx, "connect-back", "serve"); return err },
		func() (err error) { stage, err = network.Serve(ctx, server, "-host=127.0.0.2", "0"); return err })
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("fetch a file without a firewall")
	open, err := network.Run(ctx, "connect-back", "fetch", back.Address.Address)
	if err != nil {
		return experiment.Outcome{}, err
	}
	if err := raiseFirewall(ctx, network, back, stage); err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("fetch it behind one")
	ask := func(answer *string, args ...string) func() error {
		return func() (err error) { *answer, err = network.Run(ctx, "connect-back", args...); return err }
	}
	var closed, plain, resp string
	err = atOnce(ask(&closed, "fetch", back.Address.Address),
		ask(&plain, "ask", stage.Address.Address, "whale\n"),
		ask(&resp, "ask", stage.Address.Address, "*2\r\n$3\r\nGET\r\n$5\r\nwhale\r\n"))
	if err != nil {
		return experiment.Outcome{}, err
	}
	oneLine := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	figures := []experiment.Figure{
		experiment.Word("connecting back, without a firewall", oneLine(open)),
		experiment.Word("connecting back, behind the firewall", oneLine(closed)),
		experiment.Word("one port behind the firewall, a plain line", oneLine(plain)),
		experiment.Word("one port behind the firewall, RESP", oneLine(resp))}
	if !strings.HasSuffix(open, "whale 917\n") || !strings.HasPrefix(plain, "whale\t917\t") ||
		oneLine(resp) != "$3 917" {
		return experiment.NotSeen("The file should arrive without a firewall, and part 4's answers "+
			"behind one, too.", figures...), nil
	}
	if !strings.HasPrefix(closed, "425") {
		return experiment.NotSeen("The firewall should stop the second connection.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "To the firewall the second connection is a stranger's: it comes from a port that the " +
			"client has not asked. Here the kernel refused it at once; a firewall that drops packets " +
			"lets the server wait. Part 4's two kinds of data take the connection that the client opened."}, nil
}

// raiseFirewall lets in to the client's machine only what comes from the servers' ports.
// Most firewalls remember connections; this one is made of the kernel's routing rules.
func raiseFirewall(ctx context.Context, network *experiment.Network, servers ...*experiment.Server) error {
	script := "ip rule add pref 30 table local && ip rule del pref 0 && " +
		"ip rule add pref 20 unreachable from 127.0.0.2 to 127.0.0.1"
	for _, s := range servers {
		_, port, err := net.SplitHostPort(s.Address.Address)
		if err != nil {
			return err
		}
		script += fmt.Sprintf(" && ip rule add pref 10 from 127.0.0.2 to 127.0.0.1 "+
			"ipproto tcp sport %s table local", port)
	}
	_, err := network.Run(ctx, "sh", "-c", script)
	return err
}
