package part4

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var neverReads = experiment.Lab{
	Name: "never-reads", Title: "a client that never reads", Part: 4, Claims: []string{"4.1"},
	Claim: "A client that asks and never reads its answers costs a server a thread and a connection " +
		"forever, or memory without end, unless answers have a deadline.",
	Ask: "A client sends 256 KiB of short questions and reads no answer. A server keeps the " +
		"answers that the client does not take and goes on reading. What happens?",
	Choices: []string{"Nothing: TCP's flow control stops the client",
		"The server's write fails as soon as the client's receive buffer is full",
		"The server's memory grows by many times what the client sends"},
	Lesson: "part4-security/README.md#the-idea",
	Code: experiment.Code{File: "part4-security/protocol/engine/client.go",
		Text: "c.conn.SetWriteDeadline("},
	Builds: []string{"never-reads", server},
	Needs:  []experiment.Need{experiment.Linux},
	Shows:  experiment.Holds,
	Run:    seeNeverReads,
}

// unreadTime is how long part 4 waits for a reader.
const unreadTime = 500 * time.Millisecond

// shortQuestions are what the naive servers answer at length. Part 4 answers none so, and
// gets a question about many words instead.
var (
	shortQuestions = strings.Repeat("*1\r\n$4\r\nINFO\r\n", 1000)
	longQuestion   = "*1001\r\n$4\r\nMGET\r\n" + strings.Repeat("$1\r\na\r\n", 1000)
)

// seeNeverReads asks three servers and reads nothing.
func seeNeverReads(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	kit.Say("ask three servers, and read nothing")
	queue := unread{questions: shortQuestions, most: 256 << 10, watch: 4 * unreadTime}
	block := queue
	stage := unread{questions: longQuestion, most: 32 << 20, watch: 10 * unreadTime}
	err := atOnce(
		func() error { return queue.ask(ctx, kit, "never-reads", "-queue") },
		func() error { return block.ask(ctx, kit, "never-reads") },
		func() error { return stage.ask(ctx, kit, server, fmt.Sprint("-write-time=", unreadTime), "0") })
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Bytes("sent to a server that queues its answers", queue.sent),
		experiment.Bytes("and its memory grew by", queue.grown),
		experiment.Word("its client", queue.became()),
		experiment.Bytes("sent to a server that blocks in write", block.sent),
		experiment.Word("its client", block.became()),
		experiment.Bytes("sent to part 4, in longer questions", stage.sent),
		experiment.Word("part 4's client", stage.became()),
		experiment.Word("part 4 logs", stage.logged)}
	if queue.grown < 4*queue.sent || queue.gone || block.gone || !stage.gone || stage.logged == "" {
		return experiment.NotSeen("The memory of the server that queues should grow, and only part 4 "+
			"should cut the client off.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Picture: &experiment.Picture{Title: "Memory that unread answers took", Bars: []experiment.Figure{
			experiment.Bytes("queues", queue.grown), experiment.Bytes("blocks", block.grown),
			experiment.Bytes("part 4", stage.grown)}},
		Why: "Flow control stops a client only when the server stops reading, and a server that queues " +
			"its answers goes on: its memory grows. One that blocks in write does stop, but the client " +
			"holds its thread and its connection for as long as it likes. Part 4 blocks, too, until its " +
			"deadline."}, nil
}

// unread is what a client that reads nothing did to a server.
type unread struct {
	questions string
	most      int64         // bytes to send
	watch     time.Duration // to look at it

	sent, grown int64 // bytes
	gone        bool  // the server has closed the connection
	watched     time.Duration
	logged      string
}

// became returns what became of the client, in words.
func (u unread) became() string {
	watched := experiment.Time("", u.watched).Text
	if u.gone {
		return "cut off after " + watched
	}
	return "still connected after " + watched
}

// ask starts a server, sends it questions, reads nothing and looks what becomes of that.
func (u *unread) ask(ctx context.Context, kit *experiment.Kit, program string, args ...string) error {
	s, err := kit.Serve(ctx, program, args...)
	if err != nil {
		return err
	}
	descriptors, err := proc.Descriptors(s.Pid())
	if err != nil {
		return err
	}
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return err
	}
	open := func() bool {
		now, _ := proc.Descriptors(s.Pid())
		return now > descriptors
	}
	if err := kit.Until(ctx, "the server has accepted", open); err != nil {
		return err
	}
	before, begun := s.Memory(), time.Now()
	for err == nil && u.sent < u.most { // until the server does not read any more, or resets
		var n int
		_ = conn.SetWriteDeadline(time.Now().Add(unreadTime / 2))
		n, err = io.WriteString(conn, u.questions)
		u.sent += int64(n)
	}
	watched, cancel := context.WithDeadline(ctx, begun.Add(u.watch))
	defer cancel()
	// That it does not happen in time is a result.
	_ = kit.Until(watched, "the server has cut it off", func() bool {
		u.grown = max(u.grown, s.Memory()-before)
		u.gone = !open()
		u.logged = lineWith(experiment.Printed(s.Process), "did not read its answer")
		return u.gone && u.logged != ""
	})
	u.watched = time.Since(begun)
	return ctx.Err()
}
