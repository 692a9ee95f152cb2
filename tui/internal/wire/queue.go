package wire

import (
	"context"
	"sync"
	"time"

	"wallsockets/tui/internal/guard"
)

const (
	// queuedTime is how long a server may take to accept a connection before
	// the connection counts as queued. Most servers accept within a tenth of a
	// millisecond, and on a busy machine that takes longer. Until then nothing
	// is forwarded, so that accepted comes before the first message.
	queuedTime = 50 * time.Millisecond
	// firstAsk is the pause before the kernel is asked a second time. Each
	// further one takes twice as long.
	firstAsk = 50 * time.Microsecond
	// roundPause is the shortest pause between two rounds of questions about
	// the queued connections.
	roundPause = 2 * time.Millisecond
	// roundShare makes a pause this many times as long as the round before it:
	// however many connections wait, to ask about them costs a twentieth of one
	// processor at most.
	roundShare = 20
)

// queue finds out when a server accepts a connection. No call reports that, but
// the kernel says of each connection whether it is still in the queue of the
// listener. So the queue asks again and again, for as long as a connection waits.
type queue struct {
	ctx    context.Context // done when the tap is closed
	kernel *kernel         // nil: this system cannot be asked
	once   bool            // without a kernel: the server accepts only its first client
	rounds sync.WaitGroup

	mu      sync.Mutex
	first   *conn // the first one that the kernel said nothing about
	waiting []*conn
}

// admit records whether the server accepts a connection at once or the connection
// waits in the queue; then it records later that it is accepted.
func (q *queue) admit(c *conn) {
	limit := time.Now().Add(queuedTime)
	answer := q.ask(c)
	for pause := firstAsk; answer == queued && time.Now().Before(limit); pause *= 2 {
		select {
		case <-time.After(pause):
		case <-q.ctx.Done():
			return
		}
		answer = q.ask(c)
	}
	switch answer {
	case accepted:
		c.accept()
	case queued:
		c.wait()
		q.add(c)
	}
}

// ask asks the kernel about a connection, or else goes by what is known of the
// server.
func (q *queue) ask(c *conn) verdict {
	answer := unknown
	if q.kernel != nil {
		answer = q.kernel.accepted(c.server)
	}
	if answer != unknown {
		return answer
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.first == nil {
		q.first = c
	}
	if q.once && c != q.first {
		return queued
	}
	return accepted
}

// add begins to ask about a connection that waits.
func (q *queue) add(c *conn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, c)
	if len(q.waiting) == 1 {
		q.rounds.Go(guard.Func(q.watch))
	}
}

// watch asks about the connections that wait until there are none.
func (q *queue) watch() {
	pause := roundPause
	for {
		select {
		case <-time.After(pause):
		case <-q.ctx.Done():
			return
		}
		begun := time.Now()
		if !q.round() {
			return
		}
		pause = max(roundPause, roundShare*time.Since(begun))
	}
}

// round asks once about each connection that waits. It reports whether any is
// left.
func (q *queue) round() bool {
	q.mu.Lock()
	waiting := q.waiting
	q.mu.Unlock()
	still := make(map[*conn]bool)
	for _, c := range waiting {
		if c.waits() {
			switch q.ask(c) {
			case accepted:
				c.accept()
			case queued:
				still[c] = true
			}
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	left := q.waiting[:0:0]
	for i, c := range q.waiting {
		if i >= len(waiting) || still[c] { // the first are those that were asked about
			left = append(left, c)
		}
	}
	q.waiting = left
	return len(left) > 0
}

// accept records that the server has accepted the connection, unless that is
// recorded already.
func (c *conn) accept() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.accepted && !c.over {
		c.accepted = true
		c.add(Event{Kind: Accepted, From: Server})
	}
}

// wait records that the connection waits in the queue.
func (c *conn) wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(Event{Kind: Queued, From: Client})
}

// waits reports whether the connection is open and was not accepted yet.
func (c *conn) waits() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.accepted && !c.over
}

// verdict is what the kernel says of a connection.
type verdict int

const (
	unknown  verdict = iota // it cannot be asked
	queued                  // in the queue of the listener
	accepted                // taken out of it
	gone                    // the server's end is; what it sent last shows the rest
)
