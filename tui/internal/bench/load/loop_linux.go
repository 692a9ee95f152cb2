package load

import (
	"cmp"
	"fmt"
	"net/netip"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"
)

const (
	stall      = 30 * time.Second // without an answer, the server hangs
	compareOne = 16               // compare the bytes of one batch in this many
	readSize   = 256 << 10
)

// Generator runs jobs on one thread with one epoll loop. A goroutine for each
// connection would cost the client more than the server that it measures.
type Generator struct {
	builder *builder
	kept    []*conn
}

// NewGenerator returns a generator that asks for the words of the list in a
// file, which words.Generate or words.Import has written.
func NewGenerator(name string) (*Generator, error) {
	builder, err := newBuilder(name)
	return &Generator{builder: builder}, err
}

// loop is a job in progress.
type loop struct {
	job      Job
	address  unix.Sockaddr
	requests *requests
	epoll    int
	conns    []*conn
	buffer   []byte
	next     int // number of the next request
	batches  int // sent so far
	*Recorder
}

// Run does a job. It returns an error at the first answer that differs from
// the expected one.
func (g *Generator) Run(job Job) (Result, error) {
	closeAll(g.kept)
	g.kept = nil
	requests, err := g.builder.requests(job)
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

// run opens the connections and sends one batch on each. Then it loads the
// server until the time is up and the last answer has arrived.
func (l *loop) run() (Result, error) {
	for range l.job.Connections {
		c := &conn{number: len(l.conns), fd: -1}
		l.conns = append(l.conns, c)
		if l.job.OneShot {
			continue // each request opens its own
		}
		if err := l.warmUp(c); err != nil {
			return Result{}, err
		}
	}
	begun := time.Now()
	if l.job.Duration == 0 {
		return l.Result(l.job.Depth, 0), nil
	}
	// From here on the loop allocates nothing, so there is nothing to collect.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for _, c := range l.conns {
		if err := l.begin(c, time.Now()); err != nil {
			return Result{}, err
		}
	}
	ended, err := l.turn(begun.Add(l.job.Duration))
	return l.Result(l.job.Depth, ended.Sub(begun)), err
}

// turn reads answers and sends the next requests until end has passed and the
// server owes no answer. It returns the time of the last answer.
func (l *loop) turn(end time.Time) (last time.Time, err error) {
	events := make([]unix.EpollEvent, len(l.conns))
	for busy := len(l.conns); busy > 0; {
		n, err := unix.EpollWait(l.epoll, events, int(stall.Milliseconds()))
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return last, fmt.Errorf("no answer on %d connections for %v: %w",
				busy, stall, cmp.Or(err, error(unix.ETIMEDOUT)))
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
			if last.After(end) || l.job.Verify && l.batches >= l.requests.count() {
				busy--
			} else if err := l.begin(c, last); err != nil {
				return last, err
			}
		}
	}
	return last, nil
}

// warmUp opens a connection, sends one batch and reads its answers.
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
			return fmt.Errorf("connection %d: no first answer for %v: %w",
				c.number+1, stall, cmp.Or(err, error(unix.ETIMEDOUT)))
		}
		if done, err := l.handle(c, events); done || err != nil {
			return err
		}
	}
}

// begin starts a batch; in a one-shot job it opens the connection first.
func (l *loop) begin(c *conn, now time.Time) error {
	c.begun = now
	if l.job.OneShot {
		if err := l.open(c); err != nil {
			return err
		}
	}
	return l.send(c)
}

// watch has epoll report events of a connection by its number.
func (l *loop) watch(c *conn, operation int, events uint32) error {
	event := unix.EpollEvent{Events: events, Fd: int32(c.number)}
	if err := unix.EpollCtl(l.epoll, operation, c.fd, &event); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	return nil
}

// sockaddr returns the address of a job's server.
func sockaddr(job Job) (unix.Sockaddr, error) {
	if job.Network == "unix" {
		return &unix.SockaddrUnix{Name: job.Address}, nil
	}
	address, err := netip.ParseAddrPort(job.Address)
	if err != nil || !address.Addr().Is4() {
		return nil, fmt.Errorf("%q is not an IPv4 address and port", job.Address)
	}
	return &unix.SockaddrInet4{Port: int(address.Port()), Addr: address.Addr().As4()}, nil
}
