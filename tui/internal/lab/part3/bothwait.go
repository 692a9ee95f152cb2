package part3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/wire"
)

const limited = "part4-security/server" // its clients have only so much time

var bothWait = experiment.Lab{
	Name: "both-wait", Title: "client and server wait for each other", Part: 3,
	Claims: []string{"2.11", "6.5"},
	Claim: "The client writes a line and reads to the end. If it sends no newline, client and server " +
		"wait for each other: one for the answer, the other for the rest of the line.",
	Ask: "A client sends \"whale\" without a newline, and waits for the answer. The network has " +
		"delivered it. What ends the wait?",
	Choices: []string{"TCP: an idle connection is closed after a while",
		"The server: it has read all that there is, so it answers",
		"Nothing, unless the client ends its sending or one of the two has a time limit"},
	Lesson: "part3-threads/README.md#watch-it",
	Code:   experiment.Code{File: "part3-threads/server/conversation.go", Text: `ReadSlice('\n')`},
	Builds: []string{server, limited},
	Shows:  experiment.Holds,
	Run:    seeBothWait,
}

const (
	clientPatience = 500 * time.Millisecond // for an answer that will not come
	serverPatience = "300ms"                // of part 4's server, for a whole line
)

// seeBothWait lets both wait, and ends it in two ways.
func seeBothWait(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	tap, client, err := halfLine(ctx, kit, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("wait for an answer")
	_ = client.SetReadDeadline(time.Now().Add(clientPatience))
	_, err = client.Read(make([]byte, 1))
	waited := errors.Is(err, os.ErrDeadlineExceeded)
	_ = client.SetReadDeadline(time.Time{})
	if !waited {
		return experiment.NotSeen("There should be no answer before the client ends its sending.",
			experiment.Word("instead of the wait there came", fmt.Sprint(err))), ctx.Err()
	}
	kit.Say("end the sending")
	if err := client.CloseWrite(); err != nil {
		return experiment.Outcome{}, err
	}
	answer, err := io.ReadAll(client)
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("let part 4's server wait")
	_, other, err := halfLine(ctx, kit, limited, "-request-time", serverPatience, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	refusal, _ := io.ReadAll(other) // the server closes it with or without a reset
	figures := []experiment.Figure{
		experiment.Word("an answer within "+clientPatience.String(), "no"),
		experiment.Word("after the client ends its sending", firstLine(answer)),
		experiment.Word("part 4's server, after its "+serverPatience, firstLine(refusal))}
	if !strings.HasPrefix(string(answer), "whale\t") {
		return experiment.NotSeen("The answer should come when the client ends its sending.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Picture: &experiment.Picture{Title: "Both wait, until the client ends its sending",
			Lines: tap.Lines()},
		Why: "TCP carries bytes and knows no messages: the server cannot see that no more will come, " +
			"and an idle connection lasts for as long as both ends do. Closing the sending half " +
			"is an end that the server reads; a time limit ends it in any case, and part 4 has one."}, nil
}

// halfLine starts a server with a tap, and a client that has sent a line without its
// newline, which has crossed.
func halfLine(ctx context.Context, kit *experiment.Kit, program string, args ...string) (
	*experiment.Tap, *net.TCPConn, error) {
	s, err := kit.Serve(ctx, program, args...)
	if err != nil {
		return nil, nil, err
	}
	tap, err := kit.Tap(s)
	if err != nil {
		return nil, nil, err
	}
	conn, err := kit.Dial(ctx, tap.Address)
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.WriteString(conn, "whale"); err != nil {
		return nil, nil, err
	}
	return tap, conn.(*net.TCPConn), until(ctx, kit, tap, 1, wire.Data)
}

// firstLine returns the first line of what came, or that nothing did.
func firstLine(text []byte) string {
	lines := slices.Collect(strings.Lines(string(text)))
	if len(lines) == 0 {
		return "nothing but the end"
	}
	return strings.Join(strings.Fields(lines[0]), " ")
}
