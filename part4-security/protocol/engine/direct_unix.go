//go:build unix

package engine

import (
	"io"
	"syscall"
	"time"
)

// lookTime is how long a read may miss what came along with its bytes.
const lookTime = 20 * time.Millisecond

// serveDirectly serves a client whose connection is a socket; for any other it
// does nothing and reports false. It reads the socket directly, inside one call
// of RawConn.Read that lasts as long as the conversation.
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
// A short read has nearly always emptied the socket, and saves the read that
// would find nothing. It can miss what came along with its bytes and leaves no
// change to report: the end of what the client sends, or what follows a message
// with descriptors or a byte sent out of band, at which a read ends early. So a
// deadline soon ends the wait, and turn looks at the socket once more. Like
// other deadlines it is set seldom: for a busy client every 20 ms.
//
// After a deadline RawConn.Read is called anew, and turn reads before it
// blocks, so nothing is lost there either.
func serveDirectly(c *client) bool {
	socket, ok := c.conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	for !c.over {
		if err := raw.Read(c.turn); err != nil && !c.over {
			w := Borrow(c.pending)
			c.wake(w, err)
			c.giveBack(w)
		}
	}
	return true
}

// turn reads and answers what the socket holds, and reports whether the
// conversation is over.
func (c *client) turn(fd uintptr) (over bool) {
	w := Borrow(c.pending)
	c.socket = int(fd)
	c.woken = c.now()
	for more := true; more && !c.over; {
		more = c.readNow(w)
	}
	c.socket = none
	c.giveBack(w)
	if !c.over {
		c.arm()
	}
	return c.over
}

// readNow reads once, without blocking, and answers. It reports whether there
// may be more.
func (c *client) readNow(w *Workspace) (more bool) {
	if c.ctx.Err() != nil && c.want != FirstByte {
		c.answer(w, ErrEnding)
		return false
	}
	free := w.Free(c.limits.Request)
	n, err := Receive(c.socket, free)
	if err == syscall.EAGAIN {
		// At a byte out of band Linux says this if a signal is pending, such as
		// the runtime's own. By now it has been handled.
		n, err = Receive(c.socket, free)
	}
	switch {
	case err == syscall.EINTR:
		return true
	case err == syscall.EAGAIN:
	case err != nil:
		c.answer(w, Reason(err))
	case n == 0:
		c.answer(w, io.EOF)
	default:
		w.In = w.In[:len(w.In)+n]
		c.answer(w, nil)
		c.look = c.woken + lookTime
	}
	return n == len(free)
}
