//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// eventLoop talks to all clients in turn, in one goroutine. No call in it may
// block but poll, which returns the sockets that are ready. Each of them gets
// a small piece of work before the loop polls again.
//
// Shortcut: printing blocks, too, while nobody reads our output. Part 4's log
// does not.
type eventLoop struct {
	listener int             // descriptor of the listener
	wake     int             // descriptor of a pipe: readable at the end
	clients  map[int]*client // by the descriptor of the transfer socket
	common   *shared
	resume   time.Time // when to accept again, after a failure
	failures pace      // of the log lines about such failures
	deadline time.Time // when to end at the latest; zero: go on
}

// client is the state of a conversation between two turns of the loop; a
// goroutine would have it on its stack.
type client struct {
	name string
	line []byte // what has arrived of its line
	rest []byte // what is still unsent of its answer; nil: no answer yet
}

// serveEvents answers all clients from a single loop over non-blocking
// sockets. It uses the bare descriptors: Go's runtime has a loop like this one
// inside, but hides it behind goroutines.
func serveEvents(ctx context.Context, ln net.Listener, common *shared) error {
	listener, err := ln.(*net.TCPListener).File()
	if err != nil {
		return fmt.Errorf("take the listener's descriptor: %w", err)
	}
	ln.Close() // listener has a descriptor of its own
	defer listener.Close()
	wake, waker, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("make a pipe to wake the loop: %w", err)
	}
	defer wake.Close()
	context.AfterFunc(ctx, func() { waker.Close() })

	loop := &eventLoop{
		listener: int(listener.Fd()), wake: int(wake.Fd()),
		clients: make(map[int]*client), common: common,
	}
	if err := unix.SetNonblock(loop.listener, true); err != nil {
		return fmt.Errorf("make the listener non-blocking: %w", err)
	}
	return loop.run()
}

// run is the loop. After the wake-up it sends the answers that are ready, for
// at most drainTime, and returns.
func (l *eventLoop) run() error {
	defer l.dropIf(func(*client) bool { return true })
	for l.deadline.IsZero() || len(l.clients) > 0 && time.Now().Before(l.deadline) {
		sockets := l.interests()
		_, err := unix.Poll(sockets, 100) // milliseconds
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("poll: %w", err)
		}
		for _, socket := range sockets {
			fd := int(socket.Fd)
			switch {
			case socket.Revents == 0:
			case fd == l.wake:
				l.deadline = time.Now().Add(drainTime)
				l.dropIf(func(c *client) bool { return c.rest == nil })
			case fd == l.listener:
				l.accept()
			default:
				l.advance(fd)
			}
		}
	}
	return nil
}

// interests lists the sockets to poll, each with the event to wait for.
func (l *eventLoop) interests() []unix.PollFd {
	var sockets []unix.PollFd
	if l.deadline.IsZero() {
		sockets = append(sockets, unix.PollFd{Fd: int32(l.wake), Events: unix.POLLIN})
		if time.Now().After(l.resume) {
			sockets = append(sockets,
				unix.PollFd{Fd: int32(l.listener), Events: unix.POLLIN})
		}
	}
	for fd, c := range l.clients {
		events := int16(unix.POLLIN)
		if c.rest != nil {
			events = unix.POLLOUT
		}
		sockets = append(sockets, unix.PollFd{Fd: int32(fd), Events: events})
	}
	return sockets
}

// accept takes one client off the listener.
func (l *eventLoop) accept() {
	if !l.deadline.IsZero() {
		return // this round woke the loop: the client comes too late
	}
	fd, address, err := unix.Accept(l.listener)
	if err != nil {
		if err != unix.EAGAIN && err != unix.ECONNABORTED {
			l.failures.log("accept a client", err)
			l.resume = time.Now().Add(acceptPause)
		}
		return
	}
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		log.Printf("make a client's socket non-blocking: %v", err)
		unix.Close(fd)
		return
	}
	l.clients[fd] = &client{name: name(address)}
}

// advance does the next piece of work for a client: one read or one write.
func (l *eventLoop) advance(fd int) {
	c := l.clients[fd]
	if c == nil {
		return // the wake-up in this round dropped it
	}
	var err error
	if c.rest == nil {
		err = l.receive(fd, c)
	} else {
		var n int
		n, err = unix.Write(fd, c.rest)
		c.rest = c.rest[max(n, 0):]
	}
	if err == unix.EAGAIN || err == unix.EINTR {
		return // not ready after all: poll again
	}
	if err != nil && !reset(err) {
		log.Printf("%s: %v", c.name, err)
	}
	if err != nil || c.rest != nil && len(c.rest) == 0 {
		unix.Close(fd)
		delete(l.clients, fd)
	}
}

// receive reads what has arrived of a client's line. At the end of the line,
// or of all that the client sends, it prepares the answer.
func (l *eventLoop) receive(fd int, c *client) error {
	piece := make([]byte, maxLine+1-len(c.line))
	n, err := unix.Read(fd, piece)
	if err != nil {
		return err
	}
	end := bytes.IndexByte(piece[:n], '\n') + 1 // 0: not in this piece
	if end > 0 {
		n = end
	}
	c.line = append(c.line, piece[:n]...)
	switch {
	case end > 0 || n == 0:
		fmt.Printf("%s: %.200q\n", c.name, c.line)
		c.rest = answer(c.line, l.common)
	case len(c.line) > maxLine:
		log.Printf("%s: read the line: %v", c.name, errTooLong)
		c.rest = refusal()
	}
	return nil
}

// dropIf closes the connections of all clients for which drop returns true.
func (l *eventLoop) dropIf(drop func(*client) bool) {
	for fd, c := range l.clients {
		if drop(c) {
			unix.Close(fd)
			delete(l.clients, fd)
		}
	}
}

// name returns a client's address as Go's net package writes it.
func name(address unix.Sockaddr) string {
	switch a := address.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)).String()
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port)).String()
	}
	return "client"
}
