package part4

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var portHijack = experiment.Lab{
	Name: "port-hijack", Title: "a hijacked port", Part: 4, Claims: []string{"4.5"},
	Claim: "Another process on the machine can hijack the port of a server. To bind one address " +
		"instead of all makes that harder.",
	Ask: "Part 4's server listens on a port of 127.0.0.1. Another program of the same user binds the " +
		"same address and port with SO_REUSEADDR and SO_REUSEPORT. Who gets the clients?",
	Choices: []string{"Both: the kernel deals them out", "The server: the other one cannot bind",
		"The other one: the newest listener wins"},
	Lesson: "part4-security/README.md#port-hijacking",
	Code:   experiment.Code{File: "part4-security/server/main.go", Text: "net.Listen(address.Network(host)"},
	Builds: []string{"port-hijack", server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Namespace},
	Shows:  experiment.Depends,
	Run:    seePortHijack,
}

const hijackClients = 40

// theft is a server and what a thief on 127.0.0.1 gets of its clients.
type theft struct {
	from    string // the server
	address string // of its clients
	refused bool   // the thief could not bind
	stolen  int    // clients
}

// became returns what the thief got, in words.
func (t theft) became() string {
	if t.refused {
		return "none, address already in use"
	}
	return fmt.Sprintf("%d of %d clients", t.stolen, hijackClients)
}

// seePortHijack lets a thief bind the ports of servers that share them, and of those that
// do not. It needs a network of its own, because it listens on all addresses.
func seePortHijack(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	network, err := kit.Network(ctx)
	if err != nil {
		return experiment.Outcome{}, err
	}
	thefts, err := startVictims(ctx, network)
	if err != nil {
		return experiment.Outcome{}, err
	}
	if err := rob(ctx, network, thefts[:4], "0"); err != nil {
		return experiment.Outcome{}, err
	}
	if os.Geteuid() != 0 {
		thefts = thefts[:4] // only root may act as another user
	} else if err := rob(ctx, network, thefts[4:], "65534"); err != nil {
		return experiment.Outcome{}, err
	}
	var figures, bars []experiment.Figure
	for _, t := range thefts {
		figures = append(figures, experiment.Word("a thief on 127.0.0.1 takes from "+t.from, t.became()))
		bars = append(bars, experiment.Number(t.from, t.stolen))
	}
	shared, wide := thefts[2], thefts[3]
	if !thefts[0].refused || !thefts[1].refused || shared.stolen == 0 ||
		shared.stolen == hijackClients || wide.stolen != hijackClients ||
		len(thefts) > 4 && !thefts[4].refused {
		return experiment.NotSeen("The thief should not be able to bind the address and port of part 4 "+
			"or of another user. From a server that sets SO_REUSEPORT it should take some clients if that "+
			"is on 127.0.0.1, and all if it is on 0.0.0.0.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 1, Figures: figures,
		Picture: &experiment.Picture{Title: fmt.Sprintf("Clients that the thief took, of %d", hijackClients),
			Bars: bars},
		Why: "It depends on SO_REUSEPORT: on Linux two sockets listen on the same address and port only " +
			"if both set it and belong to one user (0.0.0.0 counts as every address, and SO_REUSEADDR is " +
			"not enough). Part 4 does not set it and came out the same on 127.0.0.1 and on 0.0.0.0. A " +
			"server that sets it lost some clients on 127.0.0.1 and all on 0.0.0.0, because the kernel " +
			"prefers the more exact address."}, nil
}

// startVictims starts the servers.
func startVictims(ctx context.Context, network *experiment.Network) ([]theft, error) {
	var one, all, shared *experiment.Server
	err := atOnce(
		func() (err error) { one, err = network.Serve(ctx, server, "0"); return err },
		func() (err error) { all, err = network.Serve(ctx, server, "-host=0.0.0.0", "0"); return err },
		func() (err error) {
			shared, err = network.Serve(ctx, "port-hijack", "victim", "0", "127.0.0.1:0", "0.0.0.0:0",
				"127.0.0.1:0")
			return err
		})
	if err != nil {
		return nil, err
	}
	thefts := []theft{{from: "part 4 on 127.0.0.1"}, {from: "part 4 on 0.0.0.0"},
		{from: "a server with SO_REUSEPORT on 127.0.0.1"},
		{from: "a server with SO_REUSEPORT on 0.0.0.0"},
		{from: "one with SO_REUSEPORT of another user"}}
	addresses := append([]string{one.Address.Address, all.Address.Address},
		strings.Fields(shared.Address.Address)...)
	for i := range thefts {
		_, port, err := net.SplitHostPort(addresses[i])
		if err != nil {
			return nil, err
		}
		thefts[i].address = net.JoinHostPort("127.0.0.1", port)
	}
	return thefts, nil
}

// rob starts a thief that is a user, and then the clients.
func rob(ctx context.Context, network *experiment.Network, thefts []theft, user string) error {
	var addresses []string
	for _, t := range thefts {
		addresses = append(addresses, t.address)
	}
	thief, err := network.Serve(ctx, "port-hijack", append([]string{"thief", user}, addresses...)...)
	if err != nil {
		return err
	}
	printed, err := network.Run(ctx, "port-hijack", append([]string{"ask", strconv.Itoa(hijackClients)},
		addresses...)...)
	stolen := strings.Fields(printed)
	for i := range stolen {
		thefts[i].refused = !slices.Contains(strings.Fields(thief.Address.Address), thefts[i].address)
		if thefts[i].stolen, err = strconv.Atoi(stolen[i]); err != nil {
			return err
		}
	}
	return err
}
