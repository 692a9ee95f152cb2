package part2

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/wire"
)

const lines = "part3-threads/server"

var oneRead = experiment.Lab{
	Name: "one-read", Title: "one read, one message?", Part: 2, Claims: []string{"2.11"},
	Claim: "One read is enough for a short message.",
	Ask: "A client writes \"hello\" in one call. On its way the network splits it, and the first three bytes " +
		"arrive earlier. What does the server's one read return?",
	Choices: []string{"hel", "hello: the kernel keeps what was written together",
		"an error: the message is not complete"},
	Lesson: "part2-explained/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part2-explained/server/main.go",
		Text: "n, err := unix.Read(transfer, buffer[:bufferLength-1])"},
	Builds: []string{server, lines}, Shows: experiment.Depends,
	Run: readOnce,
}

// readOnce sends messages that are split, joined and long to a server that reads once.
func readOnce(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var read [4]string
	var seen [4][]string
	for i, sent := range []struct{ writes, orders []string }{
		{[]string{"hello"}, []string{"let go client"}},
		{[]string{"hello"}, []string{"split held at 3", "step"}},
		{[]string{"hello", "again"}, []string{"join held", "step"}},
		{[]string{strings.Repeat("a", 300)}, []string{"let go client"}},
	} {
		var err error
		if read[i], seen[i], err = readBehind(ctx, kit, sent.writes, sent.orders...); err != nil {
			return experiment.Outcome{}, err
		}
	}
	answer, err := splitLine(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	asked, _, _ := strings.Cut(answer, "\t") // the word that the answer is for
	figures := []experiment.Figure{
		experiment.Word("hello, arrives whole", read[0]), experiment.Word("hello, split after 3 bytes", read[1]),
		experiment.Word("hello and again, arrive together", read[2]),
		experiment.Number("300 bytes, of which it reads", len(read[3])),
		experiment.Word("part 3, a line split after 3 bytes", "answers for "+asked)}
	if read[0] != "hello" || read[1] != "hel" || read[2] != "helloagain" || len(read[3]) != 255 ||
		asked != "hello" {
		return experiment.NotSeen("One read should return what is there, up to 255 bytes, and part 3 the "+
			"answer for the whole word.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 0, Figures: figures,
		Why: "One read was enough while the message was alone, whole and short. TCP carries bytes, not messages: a " +
			"read returns what has arrived, whether that is a part of a message or two of them. So part 3 reads " +
			"to the end of a line.",
		Picture: &experiment.Picture{Title: "The message that was split", Lines: seen[1]}}, nil
}

// held connects to a server through a tap that holds the writes of the client, and lets
// the tap do what the orders say.
func held(ctx context.Context, kit *experiment.Kit, s *experiment.Server, writes []string,
	orders ...string) (*experiment.Tap, io.Reader, error) {
	tap, err := kit.Tap(s)
	if err != nil {
		return nil, nil, err
	}
	hands := tap.Hands()
	hands.Hold(wire.Where{From: wire.Client})
	conn, err := kit.Dial(ctx, tap.Address)
	if err != nil {
		return nil, nil, err
	}
	for i, text := range writes {
		if _, err := io.WriteString(conn, text); err != nil {
			return nil, nil, err
		}
		err := kit.Until(ctx, "the tap holds what was sent", func() bool {
			return len(hands.Waiting(wire.Where{From: wire.Client})) == i+1
		})
		if err != nil {
			return nil, nil, err
		}
	}
	for _, text := range orders {
		kit.Say("%s", text)
		order, err := wire.ParseOrder(text)
		if err != nil {
			return nil, nil, err
		}
		waited := kit.Until(ctx, "the next piece is held", func() bool {
			err = hands.Do(order)
			return !errors.Is(err, wire.ErrNothingHeld)
		})
		if err := errors.Join(err, waited); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", text, err)
		}
	}
	return tap, conn, nil
}

// readBehind returns what a server that reads once has read, and the messages.
func readBehind(ctx context.Context, kit *experiment.Kit, writes []string, orders ...string) (
	string, []string, error) {
	s, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return "", nil, err
	}
	tap, _, err := held(ctx, kit, s, writes, orders...)
	if err != nil {
		return "", nil, err
	}
	if !ends(ctx, kit, s) { // it reads on, and waits for what is held
		tap.Hands().LetGo(wire.Where{})
		ends(ctx, kit, s)
	}
	message := line(experiment.Printed(s.Process), "message: ")
	return strings.Trim(strings.TrimPrefix(message, "message: "), `"`), tap.Lines(), nil
}

// splitLine returns part 3's answer to a line that is split.
func splitLine(ctx context.Context, kit *experiment.Kit) (string, error) {
	s, err := kit.Serve(ctx, lines, "0")
	if err != nil {
		return "", err
	}
	_, conn, err := held(ctx, kit, s, []string{"hello\n"}, "split held at 3", "step", "step")
	if err != nil {
		return "", err
	}
	answer, err := io.ReadAll(conn)
	first, _, _ := strings.Cut(string(answer), "\n")
	return first, err
}
