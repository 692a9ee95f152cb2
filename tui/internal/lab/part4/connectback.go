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
	Ask: "A client's firewall lets in only packets from the address and port of a server that the " +
		"client has connected to. The client tells the server a port of its own, and the server is to " +
		"open a second connection to it and send a file there. What happens?",
	Choices: []string{"The file arrives, because the firewall knows the server's address",
		"The second connection fails, and the file does not arrive",
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
	figures := []experiment.Figure{
		experiment.Word("file over a second connection, without firewall",
			became(open, "226 sent\nwhale 917\n")),
		experiment.Word("file over a second connection, behind firewall", became(closed, "226 sent\n")),
		experiment.Word("part 4's answer to a plain line, behind firewall", became(plain, "whale\t917\t")),
		experiment.Word("part 4's answer to RESP, same port, behind firewall",
			became(resp, "$3\r\n917\r\n"))}
	if figures[0].Text != arrived || figures[2].Text != arrived || figures[3].Text != arrived {
		return experiment.NotSeen("The file should arrive without a firewall, and part 4's answers "+
			"behind one, too.", figures...), nil
	}
	if !strings.HasPrefix(closed, "425") {
		return experiment.NotSeen("The firewall should stop the second connection.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "The second connection came from a port that the client had not connected to, so this " +
			"firewall, a set of routing rules, refused it. A stateful firewall with a helper for FTP does " +
			"let it in, but only if it can read the FTP commands of the first connection. Part 4's two " +
			"kinds of data came over the connections that the client had opened."}, nil
}

const arrived = "arrived"

// became returns what became of an answer: it arrived, or why it did not.
func became(answer, want string) string {
	if strings.HasPrefix(answer, want) {
		return arrived
	}
	parts := strings.Split(strings.TrimSpace(answer), ": ") // Go's errors give the reason last
	return "none, " + parts[len(parts)-1]
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
