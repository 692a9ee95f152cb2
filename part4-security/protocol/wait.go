package protocol

import (
	"errors"
	"os"
)

// converse has the conversation and returns what ended it.
func (c *conversation) converse() error {
	wait := c.waiting()
	for c.err == nil {
		wait()
	}
	return c.err
}

// read waits for bytes and answers them, on any connection.
func (c *conversation) read() {
	w := c.borrow()
	defer w.giveBack()
	c.arm()
	n, err := c.conn.Read(w.free())
	if n == 0 {
		c.wake(w, err)
		return
	}
	w.in = w.in[:len(w.in)+n] // an error, if there was one, will come again
	c.woken = c.now()
	c.err = w.step(nil)
}

// wake is called when waiting ended by an error. Deadlines are set as seldom as
// possible, so one that fires may belong to a limit that holds no more.
func (c *conversation) wake(w *workspace, err error) {
	c.woken = c.now()
	expired := errors.Is(err, os.ErrDeadlineExceeded)
	if expired && c.woken >= c.look {
		c.look = 0 // waiting begins anew with a look
	}
	switch {
	case c.ctx.Err() != nil:
		c.err = errEnding
	case expired && c.woken < c.due:
		c.armed = 0
		c.arm()
	default:
		c.err = w.step(err)
	}
}

// arm makes sure that waiting ends when the limit that holds now is over, or
// earlier. While a session rests between quick requests its deadline is left
// behind, up to a whole idle time: to set one takes 1.7 times as long as to
// answer a request of one word.
func (c *conversation) arm() {
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
		c.interrupt() // which may have come before this deadline
	}
}
