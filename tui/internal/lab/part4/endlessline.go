package part4

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

var endlessLine = experiment.Lab{
	Name: "endless-line", Title: "an endless line", Part: 4,
	Claim: "A server that reads up to the newline, whenever that comes, lets a client fill its " +
		"memory. A bounded read does not.",
	Ask: "A client sends 32 MiB without a newline. A server reads the line with Go's ReadString. " +
		"How much memory does it take?",
	Choices: []string{"4 KiB, the size of the reader's buffer",
		"A few MiB, because TCP stops the client when the server's receive buffer is full",
		"32 MiB or more"},
	Lesson: "part4-security/README.md#the-idea",
	Code: experiment.Code{File: "part4-security/limits/limits.go",
		Text: "MaxLine = 4 << 10"},
	Builds: []string{trusting, server},
	Needs:  []experiment.Need{experiment.Linux},
	Shows:  experiment.Holds,
	Run:    seeEndlessLine,
}

const (
	endlessBytes = 32 << 20        // what the attacker sends
	endlessStep  = 1 << 19         // after so many bytes it looks at the server's memory
	endlessTime  = 5 * time.Second // how long it sends at most
)

// seeEndlessLine sends a line without end to both servers.
func seeEndlessLine(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	kit.Say("send a line of %d MiB to both servers", endlessBytes>>20)
	var naive, stage flood
	err := atOnce(func() error { return naive.into(ctx, kit, trusting) },
		func() error { return stage.into(ctx, kit, server, "0") })
	if err != nil {
		return experiment.Outcome{}, err
	}
	span := experiment.Bytes("", naive.sent).Text + " sent"
	most := experiment.Bytes("", max(naive.most, stage.most)).Text
	figures := []experiment.Figure{
		experiment.Bytes("sent to a server that calls ReadString", naive.sent),
		experiment.Bytes("its memory grew by", naive.grown),
		experiment.Bytes("sent to part 4", stage.sent),
		experiment.Number("connections for that", stage.connections),
		experiment.Bytes("part 4's memory grew by", stage.grown),
		experiment.Word("part 4's answer", stage.answer)}
	// Less memory would be one of the other choices.
	if naive.grown < endlessBytes || stage.sent < endlessBytes || stage.grown > endlessBytes/8 {
		return experiment.NotSeen(fmt.Sprintf("Both servers should get %d MiB within %.0f s. The memory "+
			"of the one that calls ReadString should grow by that or more, and part 4's should not.",
			endlessBytes>>20, endlessTime.Seconds()), figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Picture: &experiment.Picture{Title: "The server's memory, while a line without end comes",
			Curves: []experiment.Curve{
				{Name: "with ReadString", Values: naive.memory, Most: most, Span: span},
				{Name: "part 4", Values: stage.memory, Most: most, Span: span}}},
		Why: "ReadString keeps what it has read until the newline comes, and copies all of it into one " +
			"string. TCP does not stop the client, because the server never stops reading. Part 4 " +
			"refuses a line that is longer than 4,096 bytes, and what still comes it discards."}, nil
}

// flood is what an endless line did to a server.
type flood struct {
	memory            []float64 // bytes, at each step
	sent, grown, most int64     // bytes
	connections       int
	answer            string
}

// into starts a server and sends it a line, and connects again whenever it is cut off.
func (f *flood) into(ctx context.Context, kit *experiment.Kit, program string, args ...string) error {
	s, err := kit.Serve(ctx, program, args...)
	if err != nil {
		return err
	}
	if _, _, err := s.Ask(ctx, "whale\n"); err != nil {
		return err
	}
	piece := bytes.Repeat([]byte("a"), endlessStep)
	before := s.Memory()
	sending, cancel := context.WithTimeout(ctx, endlessTime)
	defer cancel()
	for f.sent < endlessBytes && sending.Err() == nil {
		conn, err := kit.Dial(sending, s.Address)
		if err != nil && sending.Err() == nil {
			return err
		} else if err != nil {
			break // how much came through is a result
		}
		f.connections++
		answer := make(chan string)
		go func() {
			text, _ := io.ReadAll(conn) // it may end with a reset
			answer <- string(text)
		}()
		for err == nil && f.sent < endlessBytes {
			var n int
			n, err = conn.Write(piece)
			f.sent += int64(n)
			f.look(s)
		}
		_, _ = fmt.Fprintln(conn) // an end after all, for one that still waits
		if text := strings.TrimSpace(<-answer); text != "" {
			f.answer = text
		}
		f.look(s)
		conn.Close()
	}
	f.grown = f.most - before
	return ctx.Err()
}

// look notes how much memory the server has.
func (f *flood) look(s *experiment.Server) {
	memory := s.Memory()
	f.memory = append(f.memory, float64(memory))
	f.most = max(f.most, memory)
}
