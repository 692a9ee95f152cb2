package load

import (
	"bytes"
	"cmp"
	"fmt"
	"net/netip"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"
)

const (
	stall      = 30 * time.Second // no answer for so long: the server hangs
	compareOne = 16               // of so many batches one is compared by bytes
	readSize   = 256 << 10
)

// Generator runs the jobs of one process: one thread, one epoll loop. A
// goroutine per connection would cost the client more than the server that it
// measures.
type Generator struct {
	builder *Builder
	kept    []*conn
}

// NewGenerator returns a generator whose words are from the list in a file.
func NewGenerator(name string) (*Generator, error) {
	builder, err := NewBuilder(name)
	return &Generator{builder: builder}, err
}

// conn is one connection and the batch of requests that is on its way.
type conn struct {
	number  int    // its place in the loop
	fd      int    // -1: not open
	unsent  []byte // of the batch, still to be written
	wanted  []byte // the answers to the batch
	got     int    // bytes of them
	compare bool   // the answers' bytes count, not only their number
	begun   time.Time
}

// loop is a job under way.
type loop struct {
	job      Job
	address  unix.Sockaddr
	requests *Requests
	epoll    int
	conns    []*conn
	buffer   []byte
	next     int // number of the request to be sent next
	batches  int // sent so far
	*Recorder
}

// Run does a job. An answer that is not the one wanted ends it with an error.
func (g *Generator) Run(job Job) (Result, error) {
	closeAll(g.kept)
	g.kept = nil
	requests, err := g.builder.Build(job)
	if err != nil {
		return Result{}, err
	}
	address, err := sockaddr(job)
	if err != nil {
		return Result{}, err
	}
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return Result{}, fmt.Errorf("epoll_create1: %w", err)
	}
	defer unix.Close(epoll)
	l := &loop{job: job, address: address, requests: requests, epoll: epoll,
		buffer: make([]byte, readSize), Recorder: NewRecorder(job)}
	result, err := l.run()
	if job.Keep && err == nil {
		g.kept = l.conns
	} else {
		closeAll(l.conns)
	}
	return result, err
}

// run opens the connections, has one batch answered on each, and then loads
// the server until the time is over and the last answer is in.
func (l *loop) run() (Result, error) {
	for range l.job.Connections {
		c := &conn{number: len(l.conns), fd: -1}
		l.conns = append(l.conns, c)
		if l.job.OneShot {
			continue // each request will open one
		}
		if err := l.warmUp(c); err != nil {
			return Result{}, err
		}
	}
	begun := time.Now()
	if l.job.Duration == 0 {
		return l.Result(l.job.Depth, 0), nil
	}
	// Nothing is allocated from here on, so there is nothing to collect.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for _, c := range l.conns {
		if err := l.begin(c, time.Now()); err != nil {
			return Result{}, err
		}
	}
	ended, err := l.turn(begun.Add(l.job.Duration))
	return l.Result(l.job.Depth, ended.Sub(begun)), err
}

// turn waits for answers and sends the next requests until the end has come
// and no answer is owed. It returns when the last one came.
func (l *loop) turn(end time.Time) (last time.Time, err error) {
	events := make([]unix.EpollEvent, len(l.conns))
	for busy := len(l.conns); busy > 0; {
		n, err := unix.EpollWait(l.epoll, events, int(stall.Milliseconds()))
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return last, fmt.Errorf("%d connections wait for an answer "+
				"since %v: %w", busy, stall, cmp.Or(err, error(unix.ETIMEDOUT)))
		}
		for _, event := range events[:n] {
			c := l.conns[event.Fd]
			done, err := l.handle(c, event.Events)
			if err != nil {
				return last, err
			}
			if !done {
				continue
			}
			last = time.Now()
			l.Add(c.begun, last)
			if last.After(end) || l.job.Verify && l.batches >= l.requests.Count() {
				busy--
			} else if err := l.begin(c, last); err != nil {
				return last, err
			}
		}
	}
	return last, nil
}

// warmUp opens a connection and has one batch answered on it.
func (l *loop) warmUp(c *conn) error {
	if err := l.open(c); err != nil {
		return err
	}
	if err := l.send(c); err != nil {
		return err
	}
	for {
		ready := []unix.PollFd{{Fd: int32(c.fd), Events: unix.POLLIN}}
		events := uint32(unix.EPOLLIN)
		if len(c.unsent) > 0 {
			ready[0].Events |= unix.POLLOUT
			events |= unix.EPOLLOUT
		}
		n, err := unix.Poll(ready, int(stall.Milliseconds()))
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return fmt.Errorf("connection %d waits for its first answer "+
				"since %v: %w", c.number+1, stall, cmp.Or(err, error(unix.ETIMEDOUT)))
		}
		if done, err := l.handle(c, events); done || err != nil {
			return err
		}
	}
}

// begin begins a batch, where it must on a connection of its own.
func (l *loop) begin(c *conn, now time.Time) error {
	c.begun = now
	if l.job.OneShot {
		if err := l.open(c); err != nil {
			return err
		}
	}
	return l.send(c)
}

// send writes the next batch.
func (l *loop) send(c *conn) error {
	depth := l.job.Depth
	if l.next+depth > l.requests.Count() {
		l.next = 0
	}
	c.unsent, c.wanted = l.requests.Batch(l.next, depth)
	c.got, c.compare = 0, l.job.Verify || l.batches%compareOne == 0
	l.next += depth
	l.batches++
	if err := l.write(c); err != nil || len(c.unsent) == 0 {
		return err
	}
	return l.watch(c, unix.EPOLL_CTL_MOD, unix.EPOLLIN|unix.EPOLLOUT)
}

// write writes what the socket takes of the batch.
func (l *loop) write(c *conn) error {
	n, err := unix.Write(c.fd, c.unsent)
	if err != nil && err != unix.EAGAIN {
		return fmt.Errorf("send a request: %w", err)
	}
	c.unsent = c.unsent[max(n, 0):]
	return nil
}

// handle does what a connection is ready for. The batch is done when all of
// its answers are in, a plain one's when the server has closed, too.
func (l *loop) handle(c *conn, events uint32) (done bool, err error) {
	if events&unix.EPOLLOUT != 0 && len(c.unsent) > 0 {
		if err := l.write(c); err != nil {
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

// check compares a piece of the answers with what is wanted there.
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

// open connects and has the connection watched.
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
	// It waits while the server's queue is full, but not for ever.
	bound := unix.NsecToTimeval(stall.Nanoseconds())
	err = cmp.Or(unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &bound),
		unix.Connect(fd, l.address), unix.SetNonblock(fd, true))
	if err == nil && l.job.Network == "tcp" {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	}
	if err != nil {
		return fmt.Errorf("connect to %s: %w", l.job.Address, err)
	}
	return l.watch(c, unix.EPOLL_CTL_ADD, unix.EPOLLIN)
}

// watch tells epoll what to wait for; what it reports is the number of the
// connection.
func (l *loop) watch(c *conn, operation int, events uint32) error {
	event := unix.EpollEvent{Events: events, Fd: int32(c.number)}
	if err := unix.EpollCtl(l.epoll, operation, c.fd, &event); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	return nil
}

// sockaddr is the address of a job's server.
func sockaddr(job Job) (unix.Sockaddr, error) {
	if job.Network == "unix" {
		return &unix.SockaddrUnix{Name: job.Address}, nil
	}
	address, err := netip.ParseAddrPort(job.Address)
	if err != nil || !address.Addr().Is4() {
		return nil, fmt.Errorf("%q is no IPv4 address and port", job.Address)
	}
	return &unix.SockaddrInet4{Port: int(address.Port()), Addr: address.Addr().As4()}, nil
}

func closeAll(conns []*conn) {
	for _, c := range conns {
		if c.fd >= 0 {
			unix.Close(c.fd)
		}
	}
}
