package events

import (
	"container/list"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"net"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/protocol/engine"
	"wallsockets/part4-security/quietlog"
	"wallsockets/part5-unix/unixsocket"
)

const supported = true

const never = time.Duration(math.MaxInt64)

// server is what all loops have in common.
type server struct {
	service   *protocol.Service
	limits    *limits.Limits
	door      *limits.Door
	log       *quietlog.Log
	memory    *engine.Account
	times     [engine.End]time.Duration // for what is wanted of a client
	started   time.Time
	listener  int            // its descriptor, non-blocking
	ended     int            // an eventfd, readable once the server is to end
	accepting sync.WaitGroup // loops that may still accept
	running   sync.WaitGroup // loops, and clients that are leaving
}

// Serve has service answer the clients of ln that door lets in until ctx is
// done. Then the answers that are due are sent, for limits.DrainTime at most.
// It closes ln. It panics if the kernel has no room for the loops.
func Serve(ctx context.Context, ln *unixsocket.Listener,
	service *protocol.Service, limit *limits.Limits, door *limits.Door,
	log *quietlog.Log) {
	defer ln.Close()
	s := &server{
		service: service, limits: limit, door: door, log: log,
		memory: engine.NewAccount(limit), started: time.Now(),
		times: [...]time.Duration{
			engine.FirstByte:     limit.FirstByteTime,
			engine.RestOfRequest: limit.RequestTime,
			engine.NextRequest:   limit.IdleTime,
			engine.Room:          limit.WriteTime, // to read its answer
		},
		listener: must(ln.Detach()),
		ended:    must(unix.Eventfd(0, unix.EFD_CLOEXEC)),
	}
	for range runtime.GOMAXPROCS(0) {
		l := &loop{server: s, epoll: must(unix.EpollCreate1(unix.EPOLL_CLOEXEC)),
			clients: make(map[int]*client), resume: never}
		s.accepting.Add(1)
		s.running.Go(l.run)
	}
	<-ctx.Done()
	// Nobody reads it, so epoll reports it to each loop. Shutting down the
	// listening socket would do that, too, but an adopted one is not ours alone.
	must(unix.Write(s.ended, binary.NativeEndian.AppendUint64(nil, 1)))
	s.accepting.Wait()
	unix.Close(s.ended)
	ln.Close()
	limits.Drain(&s.running, log)
}

// must returns what a system call returned that fails only if the kernel has no
// room, or by a mistake of ours.
func must(value int, err error) int {
	if err != nil {
		panic(fmt.Sprintf("serve in event loops: %v", err))
	}
	return value
}

// loop serves the clients that it has accepted.
type loop struct {
	*server
	epoll   int
	now     time.Duration         // of the last wake-up, since the server started
	clients map[int]*client       // by descriptor
	waiting [engine.End]list.List // clients by what is wanted of them
	resume  time.Duration         // when to accept again after a failure; never: accepting
	ending  bool
}

// run takes steps until the server ends and the last client has left.
func (l *loop) run() {
	defer unix.Close(l.epoll)
	l.watchListener()
	l.watch(unix.EPOLL_CTL_ADD, l.ended, unix.EPOLLIN)
	ready := make([]unix.EpollEvent, 128)
	for !l.ending || len(l.clients) > 0 {
		n, err := unix.EpollWait(l.epoll, ready, l.timeout())
		if err != unix.EINTR {
			must(n, err)
		}
		l.now = time.Since(l.started)
		for _, event := range ready[:max(n, 0)] {
			if fd := int(event.Fd); fd == l.ended {
				l.end()
			} else if fd == l.listener {
				l.accept()
			} else if c := l.clients[fd]; c != nil { // else it left in this round
				// It may have its number from one that left, so it trusts no event.
				c.take((*client).proceed)
			}
		}
		l.expire()
	}
}

// watch changes the events of a descriptor that epoll reports.
func (l *loop) watch(operation, fd int, events uint32) {
	event := unix.EpollEvent{Events: events, Fd: int32(fd)}
	must(fd, unix.EpollCtl(l.epoll, operation, fd, &event))
}

// watchListener makes the loop accept clients. Each wakes one loop, not all.
func (l *loop) watchListener() {
	l.watch(unix.EPOLL_CTL_ADD, l.listener, unix.EPOLLIN|unix.EPOLLEXCLUSIVE)
}

// accept takes one client off the listener; if there are more, the next round
// reports it.
func (l *loop) accept() {
	if l.ending {
		return // both were ready in this round
	}
	fd, _, err := unix.Accept4(l.listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
	if err == unix.EAGAIN || err == unix.EINTR || err == unix.ECONNABORTED {
		return // another loop has it, or it has left
	}
	if err != nil {
		l.log.AcceptErrors.Printf("accept a client: %v; trying again", err)
		l.watch(unix.EPOLL_CTL_DEL, l.listener, 0)
		l.resume = l.now + limits.AcceptPause
		return
	}
	var peer net.Addr = unixsocket.PeerOfSocket(fd)
	if why := l.door.Enter(peer); why != "" {
		if conn, err := unixsocket.TakeConn(fd); err == nil {
			l.door.Refuse(conn, why)
		}
		return
	}
	c := &client{loop: l, fd: fd, peer: peer, session: l.service.Open(),
		due: l.now + l.times[engine.FirstByte]}
	c.place = l.waiting[engine.FirstByte].PushBack(c)
	l.clients[fd] = c
	c.take((*client).proceed) // its request has often come along
}

// end begins the end: what is due is still sent, and nothing more is read but the
// request of a client that has just come.
func (l *loop) end() {
	l.ending = true
	l.watch(unix.EPOLL_CTL_DEL, l.ended, 0)
	if l.resume == never {
		l.watch(unix.EPOLL_CTL_DEL, l.listener, 0)
	}
	l.resume = never
	l.accepting.Done()
	for _, c := range l.clients {
		switch {
		case len(c.unsent) > 0:
		case c.want == engine.FirstByte:
			c.due = min(c.due, l.now+limits.GraceTime)
		default:
			c.take((*client).end)
		}
	}
}

// first returns the client that has waited longest, or nil. All in a list have
// the same time, so it is also the one whose time is over first: no other need
// be looked at.
func (l *loop) first(want int) *client {
	if first := l.waiting[want].Front(); first != nil {
		return first.Value.(*client)
	}
	return nil
}

// timeout returns how long the loop may wait, in milliseconds; -1: for ever.
func (l *loop) timeout() int {
	next := l.resume
	for want := range l.waiting {
		if c := l.first(want); c != nil {
			next = min(next, c.due)
		}
	}
	if next == never {
		return -1
	}
	wait := max(next-l.now, 0) + time.Millisecond - 1 // never too early
	return int(min(wait/time.Millisecond, math.MaxInt32))
}

// expire ends the conversations whose time is over, and a pause in accepting.
func (l *loop) expire() {
	for want := range l.waiting {
		for c := l.first(want); c != nil && c.due <= l.now; c = l.first(want) {
			c.take((*client).expire)
		}
	}
	if l.resume <= l.now {
		l.resume = never
		l.watchListener()
	}
}
