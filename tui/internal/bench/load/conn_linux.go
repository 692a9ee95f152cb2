package load

import (
	"bytes"
	"cmp"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// conn is one connection and the batch of requests on it.
type conn struct {
	number  int    // its index in the loop
	fd      int    // -1: not open
	unsent  []byte // what is left to write of the batch
	wanted  []byte // the answers to the batch
	got     int    // bytes of them read so far
	compare bool   // compare the answers' bytes, not only their length
	begun   time.Time
}

// open connects and adds the connection to epoll.
func (l *loop) open(c *conn) error {
	family := unix.AF_UNIX
	if l.job.Network == "tcp" {
		family = unix.AF_INET
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("connection %d: socket: %w", c.number+1, err)
	}
	c.fd = fd
	// connect blocks while the server's queue is full; this bounds it.
	bound := unix.NsecToTimeval(stall.Nanoseconds())
	err = cmp.Or(unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &bound),
		connect(fd, l.address), unix.SetNonblock(fd, true))
	if err == nil && l.job.Network == "tcp" {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	}
	if err != nil {
		return fmt.Errorf("connect to %s: %w", l.job.Address, err)
	}
	return l.watch(c, unix.EPOLL_CTL_ADD, unix.EPOLLIN)
}

// connect connects a socket. Go's runtime sends its threads signals, and the kernel does
// not restart a connect that has a timeout: it goes on with the next call.
func connect(fd int, address unix.Sockaddr) error {
	for {
		if err := unix.Connect(fd, address); err != unix.EINTR {
			return err
		}
	}
}

// send writes the next batch.
func (l *loop) send(c *conn) error {
	depth := l.job.Depth
	if l.next+depth > l.requests.count() {
		l.next = 0
	}
	c.unsent, c.wanted = l.requests.batch(l.next, depth)
	c.got, c.compare = 0, l.job.Verify || l.batches%compareOne == 0
	l.next += depth
	l.batches++
	if err := c.write(); err != nil || len(c.unsent) == 0 {
		return err
	}
	return l.watch(c, unix.EPOLL_CTL_MOD, unix.EPOLLIN|unix.EPOLLOUT)
}

// handle writes and reads what it can without blocking. It reports whether the
// batch is done: all of its answers have arrived and, in the plain protocol,
// the server has closed the connection.
func (l *loop) handle(c *conn, events uint32) (done bool, err error) {
	if events&unix.EPOLLOUT != 0 && len(c.unsent) > 0 {
		if err := c.write(); err != nil {
			return false, err
		}
		if len(c.unsent) == 0 {
			err := l.watch(c, unix.EPOLL_CTL_MOD, unix.EPOLLIN)
			if err != nil {
				return false, err
			}
		}
	}
	n, err := unix.Read(c.fd, l.buffer)
	switch {
	case err == unix.EAGAIN:
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read an answer: %w", err)
	case n == 0 && !(l.job.Protocol == "plain" && c.got == len(c.wanted)):
		return false, fmt.Errorf("the server closed after %d of %d bytes",
			c.got, len(c.wanted))
	}
	if err := c.check(l.buffer[:n]); err != nil {
		return false, err
	}
	c.got += n
	done = c.got == len(c.wanted) && (l.job.Protocol != "plain" || n == 0)
	if done && l.job.OneShot {
		err = unix.Close(c.fd)
		c.fd = -1
	}
	return done, err
}

// write writes as much of the batch as the socket accepts.
func (c *conn) write() error {
	n, err := unix.Write(c.fd, c.unsent)
	if err != nil && err != unix.EAGAIN {
		return fmt.Errorf("send a request: %w", err)
	}
	c.unsent = c.unsent[max(n, 0):]
	return nil
}

// check compares the next piece of the answers with the expected bytes.
func (c *conn) check(piece []byte) error {
	if c.got+len(piece) > len(c.wanted) {
		return fmt.Errorf("an answer is longer than the %d bytes wanted", len(c.wanted))
	}
	wanted := c.wanted[c.got : c.got+len(piece)]
	if c.compare && !bytes.Equal(piece, wanted) {
		return fmt.Errorf("the answer is %.200q, not %.200q", piece, wanted)
	}
	return nil
}

// closeAll closes the connections that are open.
func closeAll(conns []*conn) {
	for _, c := range conns {
		if c.fd >= 0 {
			unix.Close(c.fd)
		}
	}
}
