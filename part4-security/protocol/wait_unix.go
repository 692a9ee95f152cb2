//go:build unix

package protocol

import (
	"io"
	"syscall"
	"time"
)

// lookTime is how long after its last words a client's end may go unnoticed.
const lookTime = 20 * time.Millisecond

// waiting returns the function that waits for the client and answers it. A
// socket is read directly, in one call for the whole conversation:
//
// conn.Read would try to read, find nothing, and only then wait: one system
// call more for each answer, and a buffer that is held all the while. With a
// deadline for each read and write besides, as it needs them, a request of one
// of 16 clients cost the server 2.1 times the processor time. The
// function given to RawConn.Read decides for itself when to wait, by returning
// false, and is called again when the poller reports that bytes arrived.
//
// The poller reports only changes (it is edge-triggered). A change that comes
// while turn runs is kept, and ends the next wait at once, because the runtime
// clears it only when RawConn.Read begins or a wait takes it. So a turn may
// wait without a last look, if it emptied the socket; one RawConn.Read for
// each wait could clear a change unseen, and the client would wait for ever.
//
// One thing a read that brought bytes does not take with it: the end of what
// the client sends. If that came along with them, there is no change left to
// report it. So a deadline soon ends the wait, and the socket is looked at once
// more. Like other deadlines it is set seldom: for a busy client every 20 ms.
//
// After a deadline RawConn.Read is called anew; then turn reads before it
// waits, so nothing is lost there either.
func (c *conversation) waiting() func() {
	if socket, ok := c.conn.(syscall.Conn); ok {
		if raw, err := socket.SyscallConn(); err == nil {
			turn := c.turn
			return func() {
				if err := raw.Read(turn); err != nil && c.err == nil {
					c.turnOnDeepStack(0, err)
				}
			}
		}
	}
	return c.read
}

// turn takes a turn: on the goroutine's own stack if there are few clients and
// this one has come to stay.
func (c *conversation) turn(socket uintptr) (over bool) {
	if c.answered <= 1 || c.clients.Load() > crowd {
		return c.turnOnDeepStack(socket, nil)
	}
	return c.takeTurn(socket)
}

// takeWake does what there is to do when waiting ended by an error.
func (c *conversation) takeWake(err error) (over bool) {
	w := c.borrow()
	defer w.giveBack()
	c.wake(w, err)
	return c.err != nil
}

// takeTurn reads and answers until the socket is empty. It tells whether the
// conversation is over; if not, it is called again when there is more.
func (c *conversation) takeTurn(socket uintptr) (over bool) {
	w := c.borrow()
	c.socket = int(socket)
	c.woken = c.now()
	for more := true; more && c.err == nil; {
		if c.ctx.Err() != nil {
			c.err = errEnding
			break
		}
		var n int
		var err error
		n, more, err = receive(c.socket, w.free())
		switch {
		case err == syscall.EINTR:
			more = true
		case err == syscall.EAGAIN:
		case err != nil:
			c.err = w.step(err)
		case n == 0:
			c.err = w.step(io.EOF)
		default:
			w.in = w.in[:len(w.in)+n]
			c.err = w.step(nil)
			c.look = c.woken + lookTime
		}
	}
	c.socket = none
	w.giveBack()
	if c.err == nil {
		c.arm()
	}
	return c.err != nil
}
