package part3

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var slowFriend = experiment.Lab{
	Name: "slow-friend", Title: "a loop behind a slow client", Part: 3,
	Claims: []string{"3.1", "3.2"},
	Claim: "A server that answers one client and then accepts the next blocks everyone behind one " +
		"slow client, though its processor has nothing to do.",
	Ask: "A server is one loop: accept, read a line, answer, close. Its first client has connected " +
		"and sends nothing. What happens to the next client, which connects and sends a line?",
	Choices: []string{"It connects and sends, and gets no answer while the first one is silent",
		"It cannot connect before the first one has disconnected",
		"It gets its answer: the kernel lets the server go on while the first client is silent"},
	Lesson: "part3-threads/README.md#the-idea",
	Code:   experiment.Code{File: "part3-threads/server/main.go", Text: "clients.Go(func() {"},
	Builds: []string{"accept-loop", server}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Holds,
	Run:   seeSlowFriend,
}

// loopPatience is how long the second client waits for the loop, which would keep it
// waiting forever.
const loopPatience = 500 * time.Millisecond

// seeSlowFriend lets a client ask behind a silent one: a loop, and part 3's server.
func seeSlowFriend(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	loop, err := kit.Serve(ctx, "accept-loop")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("ask a loop behind a silent client")
	first, err := behind(ctx, kit, loop, loopPatience)
	if err != nil {
		return experiment.Outcome{}, err
	}
	late, err := first.end(ctx)
	if err != nil {
		return experiment.Outcome{}, err
	}
	threads, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("ask part 3's server behind a silent client")
	t, err := behind(ctx, kit, threads, experiment.EffectTime)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("loop, the second client connects", yesNo[first.connected]),
		experiment.Word("loop, it is answered while the first is silent", yesNo[first.answered]),
		experiment.Time("loop, it waited for the answer", first.waited),
		experiment.Time("processor time of the loop meanwhile", first.computed),
		experiment.Word("loop, it is answered after the first has sent its line", yesNo[late]),
		experiment.Word("threads, the second client is answered", yesNo[t.answered]),
		experiment.Time("threads, it waited for the answer", t.waited)}
	if first.answered || !t.answered || first.computed > loopPatience/2 || first.connected && !late {
		return experiment.NotSeen("The loop should answer nobody while a client is silent, and part 3's "+
			"server everybody else.", figures...), nil
	}
	if !first.connected {
		return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
			Why: "The second client could not connect while the first one was silent."}, nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Why: "The kernel completed the second connection, put it into the listener's queue and kept " +
			"the line that came. The loop was blocked in read and accepted it only when the first " +
			"client had sent its line. In part 3's server only the silent client's goroutine was blocked."}, nil
}

// queue is a silent client and the one behind it.
type queue struct {
	slow, next net.Conn // next is nil unless connected
	connected  bool
	answered   bool          // while the other was silent
	waited     time.Duration // for the answer
	computed   time.Duration // by the server in that time
}

// behind connects a silent client to a server, and then one that asks, for so long.
func behind(ctx context.Context, kit *experiment.Kit, s *experiment.Server, patience time.Duration) (
	q queue, err error) {
	if q.slow, err = kit.Dial(ctx, s.Address); err != nil {
		return q, err
	}
	if err := accepted(ctx, kit, s, 1); err != nil {
		return q, err
	}
	before, err := proc.CPU(s.Pid())
	if err != nil {
		return q, err
	}
	begun := time.Now()
	dialing, cancel := context.WithCancel(ctx) // not done as long as the connection is used
	kit.OnClose(cancel)
	limit := time.AfterFunc(patience, cancel)
	q.next, err = kit.Dial(dialing, s.Address)
	if q.connected = limit.Stop() && err == nil; q.connected {
		q.answered = ask(q.next, begun.Add(patience))
	}
	q.waited = time.Since(begun)
	after, err := proc.CPU(s.Pid())
	q.computed = after - before
	return q, errors.Join(err, ctx.Err())
}

// ask sends a line and reports whether an answer comes in time.
func ask(conn net.Conn, end time.Time) bool {
	_ = conn.SetReadDeadline(end)
	_, err := io.WriteString(conn, "whale\n")
	if err == nil {
		_, err = conn.Read(make([]byte, 1))
	}
	return err == nil
}

// end ends the silence, and reports whether the next client is then answered.
func (q queue) end(ctx context.Context) (bool, error) {
	if !q.connected || q.answered {
		return q.answered, nil
	}
	if _, err := io.WriteString(q.slow, "a late line\n"); err != nil {
		return false, err
	}
	_ = q.next.SetReadDeadline(time.Now().Add(experiment.EffectTime))
	_, err := q.next.Read(make([]byte, 1))
	return err == nil, ctx.Err()
}
