//go:build unix

package engine

import (
	"io"
	"syscall"
	"time"
)

// lookTime is how long a client's end may go unnoticed after its last words.
const lookTime = 20 * time.Millisecond

// direct serves a client by reading its socket directly, inside one call of
// RawConn.Read that lasts as long as the conversation.
//
// conn.Read would try to read, find nothing, and only then block: that is one
// more system call for each answer, and a buffer held all the while. Together
// with a deadline for each read and write, it cost the server 2.1 times the
// processor time for a request of one of 16 clients. The function given to
// RawConn.Read decides itself when to block, by returning false, and is called
// again when the poller reports that bytes arrived.
//
// The poller reports only changes (it is edge-triggered). The runtime keeps a
// change that comes while turn runs, and ends the next wait at once; it forgets
// one only when RawConn.Read begins or a wait takes it. So a turn that emptied
// the socket may block without a last look. With one RawConn.Read for each
// wait, a change could be forgotten unseen, and the client would wait for ever.
//
// A read that brought bytes misses one thing: the end of what the client sends.
// If it came along with the bytes, no change is left to report it. So a
// deadline soon ends the wait, and turn looks at the socket once more. Like
// other deadlines it is set seldom: for a busy client every 20 ms.
//
// After a deadline RawConn.Read is called anew, and turn reads before it
// blocks, so nothing is lost there either.
type direct struct {
	*client
	fd    int   // the socket during a turn
	cause error // what ended a wait, for react
}

// serveDirectly serves a client whose connection is a socket. For any other it
// does nothing and reports false.
func serveDirectly(c *client) bool {
	socket, ok := c.conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	d := &direct{client: c}
	turn := d.turn
	for !c.over {
		if err := raw.Read(turn); err != nil && !c.over {
			d.cause = err
			onDeepStack(d, (*direct).react)
		}
	}
	return true
}

// turn takes a turn and reports whether the conversation is over. It runs on
// the goroutine's own stack if there are few clients and this one has come to
// stay.
func (d *direct) turn(fd uintptr) (over bool) {
	d.fd = int(fd)
	if d.served <= 1 || d.clients.Load() > crowd {
		onDeepStack(d, (*direct).drain)
	} else {
		d.drain()
	}
	return d.over
}

// react handles the error that ended a wait.
func (d *direct) react() {
	w := d.borrow()
	defer d.giveBack(w)
	d.wake(w, d.cause)
}

// drain reads and answers until the socket is empty.
func (d *direct) drain() {
	w := d.borrow()
	d.socket = d.fd
	d.woken = d.now()
	for more := true; more && !d.over; {
		if d.ctx.Err() != nil {
			d.answer(w, ErrEnding)
			break
		}
		var n int
		var err error
		n, more, err = receive(d.fd, w.free(d.limits.Request))
		switch {
		case err == syscall.EINTR:
			more = true
		case err == syscall.EAGAIN:
		case err != nil:
			d.answer(w, reason(err))
		case n == 0:
			d.answer(w, io.EOF)
		default:
			w.in = w.in[:len(w.in)+n]
			d.answer(w, nil)
			d.look = d.woken + lookTime
		}
	}
	d.socket = none
	d.giveBack(w)
	if !d.over {
		d.arm()
	}
}
