package engine

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"wallsockets/part4-security/limits"
)

// client is the state of one connection. It is kept small: besides its
// goroutine, this is all that an idle client costs.
type client struct {
	*Engine
	ctx     context.Context
	conn    net.Conn
	session Session
	want    Want          // what the session wants from the client
	linger  bool          // the client may still be sending
	over    bool          // the conversation has ended
	grace   bool          // due is the end of limits.GraceTime at the latest
	err     error         // what cut it short
	pending []byte        // read, and not yet taken by the session
	held    int           // bytes of memory that are counted for the client
	due     time.Duration // when the limit for what is wanted is over
	armed   time.Duration // the read deadline of conn; 0 if none is set
	woken   time.Duration // when the client was last heard
	look    time.Duration // when to look for its end; 0 if that is done
	socket  int           // to write to without blocking, or none
}

// none stands for no descriptor.
const none = -1

// interrupt ends a read that blocks.
func (c *client) interrupt() { c.conn.SetReadDeadline(time.Now()) }

// read blocks until bytes arrive and has them answered, on any connection.
func (c *client) read() {
	w := Borrow(c.pending)
	defer c.giveBack(w)
	c.arm()
	n, err := c.conn.Read(w.Free(c.limits.Request))
	if n == 0 {
		c.wake(w, err)
		return
	}
	w.In = w.In[:len(w.In)+n] // an error beside it will come again
	c.woken = c.now()
	c.answer(w, nil)
}

// wake handles an error that ended a wait. Deadlines are set as seldom as
// possible, so one that fires may belong to a limit that no longer applies.
func (c *client) wake(w *Workspace, err error) {
	c.woken = c.now()
	expired := errors.Is(err, os.ErrDeadlineExceeded)
	if expired && c.woken >= c.look {
		c.look = 0 // the next wait begins with a look
	}
	switch {
	case c.ctx.Err() != nil && c.want == FirstByte && c.lastMoment():
	case c.ctx.Err() != nil:
		c.answer(w, ErrEnding)
	case expired && c.woken < c.due:
		c.armed = 0
		c.arm()
	case expired:
		c.answer(w, os.ErrDeadlineExceeded)
	default:
		c.answer(w, Reason(err))
	}
}

// lastMoment lets a client that has sent nothing yet go on for a moment, when the
// server ends. It reports whether there is some of it left.
func (c *client) lastMoment() bool {
	if !c.grace {
		c.grace = true
		c.due = min(c.due, c.woken+limits.GraceTime)
	}
	c.armed = c.due
	c.conn.SetReadDeadline(c.started.Add(c.due))
	return c.woken < c.due
}

// arm makes sure that the wait ends when the limit in force is over, or
// earlier. While a session idles between quick requests, its deadline is left
// as it is, for up to a whole idle time: setting one takes 1.7 times as long as
// answering a request of one word.
func (c *client) arm() {
	wanted := c.due
	if c.look != 0 {
		wanted = min(wanted, c.look)
	}
	if c.armed != 0 && c.armed <= wanted {
		return
	}
	c.armed = wanted
	c.conn.SetReadDeadline(c.started.Add(wanted))
	if c.ctx.Err() != nil {
		c.interrupt() // this deadline may have replaced the one of an interrupt
	}
}

// answer gives the session what w.In holds and sends what it answers, until it
// wants more from the client or ends. What arrived in one read goes out in one
// write, so a pipeline of requests costs two system calls.
func (c *client) answer(w *Workspace, end error) {
	taken := 0
	for {
		next := c.session.Answer(w.In[taken:], end, w.Reply[:0])
		w.Reply = next.Reply
		taken += next.Taken
		if err := c.send(w); err != nil {
			c.err, c.over = err, true
			return
		}
		if next.Want == End {
			c.err, c.linger, c.over = next.Err, next.Linger, true
			return
		}
		c.wait(next.Want, next.Taken > 0)
		if next.Want == Room {
			continue
		}
		if end == nil && c.memory.Exhausted(c.held, len(w.In)-taken) {
			end = ErrMemory
			continue
		}
		w.In = w.In[:copy(w.In, w.In[taken:])]
		return
	}
}

// wait sets when the client must be heard again. Only a request that was
// answered begins a new time: no byte of an unfinished one makes it longer.
func (c *client) wait(want Want, answered bool) {
	if !answered && want == c.want {
		return
	}
	c.want = want
	switch want {
	case RestOfRequest:
		c.due = c.woken + c.limits.RequestTime
	case NextRequest:
		c.due = c.woken + c.limits.IdleTime
	}
}

// send sends the reply. Most fit into the socket's buffer at once; only one
// that does not needs a deadline.
func (c *client) send(w *Workspace) error {
	sent := 0
	if c.socket != none && len(w.Reply) > 0 {
		sent, _ = Send(c.socket, w.Reply) // an error will come again
	}
	if sent == len(w.Reply) {
		return nil
	}
	return c.sendSlowly(w, sent)
}

// sendSlowly sends the reply from sent on. The client must take it in time.
func (c *client) sendSlowly(w *Workspace, sent int) error {
	size := cap(c.pending) + cap(w.In) + cap(w.Reply)
	if c.memory.Exhausted(c.held, size) {
		return ErrUnread
	}
	c.hold(size)
	c.conn.SetWriteDeadline(time.Now().Add(c.limits.WriteTime))
	_, err := c.conn.Write(w.Reply[sent:])
	c.woken = c.now() // the client may have taken its time
	c.hold(cap(c.pending))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ErrSlow(c.limits)
	}
	return err
}

// leave makes sure that the last answer arrives, and returns what cut the
// conversation short.
func (c *client) leave() error {
	c.pending = nil
	c.hold(0) // lingering takes its time
	if Reason(c.err) == ErrReset {
		return nil // that is common, and not worth a log line
	}
	if c.linger || c.err == nil && unsettled(c.conn) {
		limits.Linger(c.conn)
	}
	return c.err
}

// Reason returns an error of the connection as a session knows it.
func Reason(err error) error {
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return ErrReset
	}
	return err
}

// giveBack keeps what is left of the input, in no more memory than it needs,
// and returns the workspace.
func (c *client) giveBack(w *Workspace) {
	c.pending = w.GiveBack(c.pending)
	c.hold(cap(c.pending))
}

// hold counts n bytes as held for this client.
func (c *client) hold(n int) {
	if n != c.held {
		c.memory.Add(n - c.held)
		c.held = n
	}
}
