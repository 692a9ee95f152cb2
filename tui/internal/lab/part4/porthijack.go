package part4

import (
	"context"
	"fmt"
	"net"
	"os"
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

const (
	hijackClients = 40
	hijackUser    = "65534" // who has nothing, another user than the victim's
)

// seePortHijack lets a thief bind the port of a server that shares it, and of one that
// does not. It needs a network of its own, because it listens on all addresses.
func seePortHijack(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	network, err := kit.Network(ctx)
	if err != nil {
		return experiment.Outcome{}, err
	}
	one, all, victim := "127.0.0.1:0", "0.0.0.0:0", []string{"port-hijack", "victim"}
	thefts := []*theft{
		{what: "part 4 on 127.0.0.1", server: []string{server, "0"}},
		{what: "part 4 on 0.0.0.0", server: []string{server, "-host=0.0.0.0", "0"}},
		{what: "SO_REUSEPORT on 127.0.0.1", server: append(victim[:2:2], one)},
		{what: "SO_REUSEPORT on 0.0.0.0", server: append(victim[:2:2], all)}}
	if os.Geteuid() == 0 {
		thefts = append(thefts, &theft{what: "SO_REUSEPORT, but another user's",
			server: append(victim[:2:2], one), user: []string{hijackUser}})
	}
	kit.Say("rob %d servers of their clients", len(thefts))
	var tries []func() error
	for _, t := range thefts {
		tries = append(tries, func() error { return t.try(ctx, network) })
	}
	if err := atOnce(tries...); err != nil {
		return experiment.Outcome{}, err
	}
	var figures, bars []experiment.Figure
	for _, t := range thefts {
		figures = append(figures, experiment.Word("a thief on 127.0.0.1 gets, from "+t.what, t.became()))
		bars = append(bars, experiment.Number(t.what, t.stolen))
	}
	answer := 0
	switch ours := thefts[0]; {
	case ours.refused:
		answer = 1
	case ours.stolen == hijackClients:
		answer = 2
	}
	verdict := experiment.Depends
	if !thefts[0].refused || !thefts[1].refused {
		verdict = experiment.Holds // whatever the server does
	}
	shared, wide := thefts[2], thefts[3]
	if shared.stolen == 0 || shared.stolen == hijackClients || wide.stolen != hijackClients ||
		len(thefts) > 4 && !thefts[4].refused {
		return experiment.NotSeen("Two sockets that share an address should share the clients, the one "+
			"bound to the address should get all from one bound to all, and another user's should not "+
			"be bound.", figures...), nil
	}
	return experiment.Outcome{Verdict: verdict, Answer: answer, Figures: figures,
		Picture: &experiment.Picture{Title: fmt.Sprintf("Clients that the thief got, of %d", hijackClients),
			Bars: bars},
		Why: "On Linux no socket can share a port with one that listens unless both have set " +
			"SO_REUSEPORT and belong to one user; SO_REUSEADDR is not enough. Among those that share, " +
			"the kernel prefers the most exact address, so the thief on 127.0.0.1 took all clients " +
			"from the victim on 0.0.0.0, and some from the one on 127.0.0.1."}, nil
}

// theft is a server and what a thief gets of its clients.
type theft struct {
	what    string
	server  []string // program and arguments
	user    []string // the thief's, if it is another one
	refused bool     // the thief could not bind
	stolen  int      // clients
}

// became returns what the thief got, in words.
func (t *theft) became() string {
	if t.refused {
		return "nothing: address already in use"
	}
	return fmt.Sprintf("%d of %d clients", t.stolen, hijackClients)
}

// try starts the server and the thief, and clients that connect to 127.0.0.1.
func (t *theft) try(ctx context.Context, network *experiment.Network) error {
	s, err := network.Serve(ctx, t.server[0], t.server[1:]...)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(s.Address.Address)
	if err != nil {
		return err
	}
	address := net.JoinHostPort("127.0.0.1", port)
	_, err = network.Serve(ctx, "port-hijack", append([]string{"thief", address}, t.user...)...)
	if err != nil && strings.Contains(err.Error(), "address already in use") {
		t.refused = true
		return nil
	}
	if err != nil {
		return err
	}
	printed, err := network.Run(ctx, "port-hijack", "ask", address, strconv.Itoa(hijackClients))
	if err != nil {
		return err
	}
	t.stolen, err = strconv.Atoi(strings.TrimSpace(printed))
	return err
}
