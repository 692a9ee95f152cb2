package part3

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
	"wallsockets/tui/internal/wire"
)

var slowFriend = experiment.Lab{
	Name: "slow-friend", Title: "a loop behind a slow client", Part: 3,
	Claims: []string{"3.1", "3.2"},
	Claim: "A server that answers one client and then accepts the next blocks everyone behind one " +
		"slow client, though its processor has nothing to do. With a thread for each client the " +
		"others do not notice.",
	Ask: "A server is one loop: accept, read a line, answer, close. Its first client has connected " +
		"and sends nothing. What happens to the next client, which connects and sends a line?",
	Choices: []string{"It cannot connect before the first one has disconnected",
		"It connects and sends, and gets no answer while the first one is silent",
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

// seeSlowFriend lets a client ask behind a silent one: a loop, and the stage.
func seeSlowFriend(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	loop, err := kit.Serve(ctx, "accept-loop")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("ask a loop behind a silent client")
	q, err := behind(ctx, kit, loop, loopPatience)
	if err != nil {
		return experiment.Outcome{}, err
	}
	computed, err := proc.CPU(loop.Pid())
	if err != nil {
		return experiment.Outcome{}, err
	}
	if !q.answered {
		kit.Say("end the silence")
		if _, err := io.WriteString(q.slow, "I am done\n"); err != nil {
			return experiment.Outcome{}, err
		}
		if _, err := q.friend.Read(make([]byte, 1)); err != nil {
			return experiment.Outcome{}, err
		}
	}
	threads, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("ask the stage behind a silent client")
	t, err := behind(ctx, kit, threads, time.Minute)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("the loop answers the second client", yesNo[q.answered]),
		experiment.Time("which waited", q.waited),
		experiment.Time("processor time of the loop until then", computed),
		experiment.Word("threads answer the second client", yesNo[t.answered]),
		experiment.Time("which waited", t.waited)}
	if q.answered || !t.answered {
		return experiment.NotSeen("The loop should answer nobody while a client is silent, and the "+
			"stage everybody else.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Picture: &experiment.Picture{Title: "The loop: #1 is silent, #2 waits", Lines: q.tap.Lines()},
		Why: "The kernel completed the second connection, put it into the listener's queue and kept " +
			"the line that came. The loop was blocked in read and accepted it only when the first " +
			"client had sent its line. In the stage only one goroutine was blocked."}, nil
}

// queue is a silent client and the friend behind it.
type queue struct {
	tap          *experiment.Tap
	slow, friend io.ReadWriter
	answered     bool          // the friend was answered while the other was silent
	waited       time.Duration // how long it waited for that
}

// behind connects a silent client to a server, and then one that asks, for so long.
func behind(ctx context.Context, kit *experiment.Kit, s *experiment.Server, patience time.Duration) (
	q queue, err error) {
	if q.tap, err = kit.Tap(s); err != nil {
		return q, err
	}
	if q.slow, err = kit.Dial(ctx, q.tap.Address); err != nil {
		return q, err
	}
	if err := until(ctx, kit, q.tap, 1, wire.Accepted); err != nil {
		return q, err
	}
	friend, err := kit.Dial(ctx, q.tap.Address)
	if err != nil {
		return q, err
	}
	q.friend = friend
	begun := time.Now()
	_ = friend.SetReadDeadline(begun.Add(patience))
	defer friend.SetReadDeadline(time.Time{})
	if _, err := io.WriteString(friend, "whale\n"); err != nil {
		return q, err
	}
	_, err = friend.Read(make([]byte, 1))
	q.answered, q.waited = err == nil, time.Since(begun)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = ctx.Err()
	}
	return q, err
}

// until waits until something has happened on a connection.
func until(ctx context.Context, kit *experiment.Kit, tap *experiment.Tap, conn int, kind wire.Kind) error {
	return kit.Until(ctx, "a connection is "+kind.String(), func() bool {
		return slices.ContainsFunc(tap.Recording.From(1), func(e wire.Event) bool {
			return e.Conn == conn && e.Kind == kind
		})
	})
}
