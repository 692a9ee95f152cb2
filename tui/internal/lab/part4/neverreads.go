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
	Name: "never-reads", Title: "a client that never reads", Part: 4,
	Claim: "A client that asks and never reads its answers holds a connection for as long as it likes, " +
		"or makes the server's memory grow, unless writing an answer has a deadline.",
	Ask: "A client sends 20,000 short requests, 273 KiB, and reads no answer. The server goes on reading " +
		"requests and queues the answers, 4,000 bytes each, until the client reads them. What happens?",
	Choices: []string{"The server's memory grows by many times what the client sends",
		"TCP's flow control stops the client before the server's memory grows",
		"The server's write fails as soon as the client's receive buffer is full"},
	Lesson: "part4-security/README.md#the-idea",
	Code: experiment.Code{File: "part4-security/protocol/engine/client.go",
		Text: "c.conn.SetWriteDeadline("},
	Builds: []string{"never-reads", server},
	Needs:  []experiment.Need{experiment.Linux},
	Shows:  experiment.Holds,
	Run:    seeNeverReads,
}

// unreadTime is how long a write of part 4 may block.
const unreadTime = 500 * time.Millisecond

// shortQuestions are what the naive servers answer at length. Part 4 answers none so, and
// gets a question about many words instead.
var (
	shortQuestions = strings.Repeat("*1\r\n$4\r\nINFO\r\n", 1000)
	longQuestion   = "*1001\r\n$4\r\nMGET\r\n" + strings.Repeat("$1\r\na\r\n", 1000)
)

// seeNeverReads asks three servers and reads nothing.
func seeNeverReads(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	kit.Say("send requests to three servers, and read no answer")
	most := int64(20 * len(shortQuestions))
	queue := unread{questions: shortQuestions, most: most, watch: 4 * unreadTime}
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
		experiment.Word("its client is", queue.became()),
		experiment.Bytes("sent to a server that blocks in write", block.sent),
		experiment.Bytes("and its memory grew by", block.grown),
		experiment.Word("its client is", block.became()),
		experiment.Bytes("sent to part 4, in requests for 1,000 words each", stage.sent),
		experiment.Bytes("and part 4's memory grew by", stage.grown),
		experiment.Word("part 4's client is", stage.became()),
		experiment.Word("part 4 logs that it cut the client off because", stage.logged)}
	if queue.grown < 10*queue.sent || block.grown > queue.grown/4 || stage.grown > queue.grown/4 ||
		queue.gone || block.gone || !stage.gone || stage.logged == "" {
		return experiment.NotSeen("Only the server that queues should need much memory, and only part 4 "+
			"should cut the client off.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Picture: &experiment.Picture{Title: "Memory that unread answers took", Bars: []experiment.Figure{
			experiment.Bytes("queues answers", queue.grown), experiment.Bytes("blocks in write", block.grown),
			experiment.Bytes("part 4", stage.grown)}},
		Why: "Flow control stops a client only when the server stops reading, and the one that queues " +
			"its answers went on. The one that blocks in write needed little memory, but kept the " +
			"connection for as long as the lab watched. Part 4 blocks, too, but only until the deadline " +
			"of its write."}, nil
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
	_ = conn.SetWriteDeadline(begun.Add(u.watch))
	for err == nil && u.sent < u.most { // until the server resets, or to the end of the time
		var n int
		n, err = io.WriteString(conn, u.questions)
		u.sent += int64(n)
	}
	watched, cancel := context.WithDeadline(ctx, begun.Add(u.watch))
	defer cancel()
	// That it does not happen in time is a result.
	_ = kit.Until(watched, "the server has cut it off", func() bool {
		u.grown = max(u.grown, s.Memory()-before)
		u.gone = !open()
		line := lineWith(experiment.Printed(s.Process), "did not read its answer")
		_, u.logged, _ = strings.Cut(line, "cut off: ")
		return u.gone && u.logged != ""
	})
	u.watched = time.Since(begun)
	return ctx.Err()
}
