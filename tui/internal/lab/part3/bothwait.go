package part3

import (
	"context"
	"errors"
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
	Claim: "The server reads to the end of the line, or of all that the client sends. A client that sends " +
		"no newline waits for the answer, while the server waits for the rest of the line.",
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
	early, err := client.Read(make([]byte, 1))
	waited := errors.Is(err, os.ErrDeadlineExceeded)
	kit.Say("end the sending")
	_ = client.SetReadDeadline(time.Now().Add(experiment.EffectTime))
	if err := client.CloseWrite(); err != nil {
		return experiment.Outcome{}, err
	}
	answer, _ := io.ReadAll(client) // without an answer, the verdict follows
	answered := strings.HasPrefix(string(answer), "whale\t")
	kit.Say("let part 4's server wait")
	_, other, err := halfLine(ctx, kit, limited, "-request-time", serverPatience, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	_ = other.SetReadDeadline(time.Now().Add(experiment.EffectTime))
	refusal, end := io.ReadAll(other) // the server closes it with or without a reset
	ended := !errors.Is(end, os.ErrDeadlineExceeded)
	figures := []experiment.Figure{
		experiment.Word("part 3 answers within "+clientPatience.String(), yesNo[early > 0]),
		experiment.Word("part 3 answers when the client ends its sending", yesNo[answered]),
		experiment.Word("part 4 ends the connection after its limit of "+serverPatience, yesNo[ended]),
		experiment.Word("part 4 sends before that", firstLine(refusal))}
	if !waited || !answered || !ended ||
		!strings.HasPrefix(string(refusal), "# ") {
		return experiment.NotSeen("The answer should come when the client ends its sending and not "+
			"before, and part 4's server should refuse at its limit.", figures...), ctx.Err()
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Picture: &experiment.Picture{Title: "Part 3: both wait, until the client ends its sending",
			Lines: tap.Lines()},
		Why: "TCP carries bytes and no messages: the server cannot know that no more bytes will come. " +
			"The client's end of sending is a sign that the server reads; a time limit, as in part 4, " +
			"needs no sign."}, nil
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

// firstLine returns the first line of what came, or that nothing came.
func firstLine(text []byte) string {
	lines := slices.Collect(strings.Lines(string(text)))
	if len(lines) == 0 {
		return "nothing"
	}
	return strings.Join(strings.Fields(lines[0]), " ")
}

// until waits until something has happened on a connection.
func until(ctx context.Context, kit *experiment.Kit, tap *experiment.Tap, conn int, kind wire.Kind) error {
	return kit.Until(ctx, "a connection is "+kind.String(), func() bool {
		return slices.ContainsFunc(tap.Recording.From(1), func(e wire.Event) bool {
			return e.Conn == conn && e.Kind == kind
		})
	})
}
