package check

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/wire"
)

// connect connects. The first client of a program waits until it listens: no
// server needs to print a line for that, and none loses its only client to a probe.
func (sc *scope) connect(a script.Action, name string) error {
	address := sc.address()
	if len(a.Words) > 0 {
		var err error
		if address, err = sc.word(a, 0); err != nil {
			return err
		}
	}
	p := sc.run.program("")
	c, err := sc.dial(p, address, sc.untilUp(p == nil || sc.run.listens(p, address), 0))
	if err != nil {
		return err
	}
	sc.add(name, c)
	return nil
}

// add names a connection.
func (sc *scope) add(name string, c *conn) {
	sc.conns[name] = c
	sc.last = name
}

// dial connects to an address of a program until a time. Being refused is final only
// then: a program may do other things before it listens, and on macOS a socket file
// whose queue is full refuses as well.
func (sc *scope) dial(p *program, address string, until moment) (*conn, error) {
	r := sc.run
	network := wire.AddressOf(address).Network
	for {
		dialer := net.Dialer{Timeout: r.clock.left(until)}
		c, err := dialer.DialContext(r.ctx, network, address)
		if err == nil {
			r.reached(p, address)
			return r.newConn(c, wire.Server), nil
		}
		listens := r.listens(p, address)
		switch {
		case r.exceeded() != nil:
			return nil, r.exceeded()
		case r.ctx.Err() != nil:
			return nil, sc.tookTooLong(script.Action{})
		case p != nil && p.ended() && !listens:
			return nil, sc.unexpectedEnd(p)
		case p != nil && p.ended():
			return nil, &failure{problem: "ended", end: refused, value: p.exitState(),
				text: fmt.Sprintf("Nobody can connect: the program has ended (%s).", p.process.Ended())}
		case !again(err) || r.clock.passed(until):
			return nil, cannotConnect(address, err, listens)
		}
		time.Sleep(retryTime)
	}
}

// again reports whether a later try to connect may succeed: the server is not
// there yet, or its queue is full.
func again(err error) bool {
	return isTimeout(err) || isRefused(err)
}

// isRefused reports whether an error to connect means that nothing takes connections at
// the address. Other errors, such as too few descriptors, are ours.
func isRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.ENOENT) || errors.Is(err, syscall.EPROTOTYPE)
}

func isTimeout(err error) bool {
	var timed net.Error
	return errors.As(err, &timed) && timed.Timeout()
}

// cannotConnect returns the failure of a connection that does not come about, or an
// error that is not the program's fault.
func cannotConnect(address string, err error, listened bool) error {
	switch {
	case isTimeout(err):
		return &failure{problem: "no-answer", end: timeout,
			text: "The connection to " + address + " was not accepted: its queue is full."}
	case errors.Is(err, fs.ErrPermission):
		return &failure{problem: "no-permission", end: refused,
			text: "Nobody can connect to " + address + ": permission denied."}
	case !isRefused(err):
		return fmt.Errorf("connect to the program: %w", err)
	case listened:
		return &failure{problem: "no-listener", end: refused,
			text: "Nothing listens on " + address + " any more."}
	}
	return &failure{problem: "no-listener", end: refused,
		text: "Nothing listens on " + address + "."}
}

// listen makes the script the server, in place of an earlier listener.
func (sc *scope) listen(a script.Action, _ string) error {
	address := sc.address()
	if len(a.Words) > 0 {
		var err error
		if address, err = sc.word(a, 0); err != nil {
			return err
		}
	}
	sc.run.mu.Lock()
	defer sc.run.mu.Unlock()
	if old := sc.run.listener; old != nil {
		old.Close()
	}
	ln, err := net.Listen(wire.AddressOf(address).Network, address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return errPortTaken
	}
	if err != nil {
		return err
	}
	sc.run.listener = ln
	return nil
}

// accept waits for the program to connect.
func (sc *scope) accept(a script.Action, name string) error {
	sc.run.mu.Lock()
	ln := sc.run.listener
	sc.run.mu.Unlock()
	if ln == nil {
		return errors.New("there is no listener; listen first")
	}
	p := sc.run.program("")
	until := sc.untilUp(sc.run.isUp(p), a.Time)
	for {
		_ = ln.(interface{ SetDeadline(time.Time) error }).SetDeadline(time.Now().Add(50 * time.Millisecond))
		c, err := ln.Accept()
		if err == nil {
			sc.run.hasConnected(p)
			sc.add(name, sc.run.newConn(c, wire.Client))
			return nil
		}
		switch {
		case p != nil && p.ended():
			return p.endedEarly("not-connected", "The program ended (%s) before it connected.")
		case sc.run.clock.passed(until) || sc.run.ctx.Err() != nil: // it closes the listener
			return &failure{problem: "not-connected", end: timeout,
				text: "The program did not connect."}
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return err
		}
	}
}

func (sc *scope) send(a script.Action, name string) error {
	c, data, err := sc.connAndData(a, name)
	if err != nil {
		return err
	}
	c.said.begin()
	return c.write([]byte(data), sc.until(0), false)
}

func (sc *scope) connAndData(a script.Action, name string) (*conn, string, error) {
	c, err := sc.conn(name)
	if err != nil {
		return nil, "", err
	}
	data, err := sc.expand(a.Data)
	return c, data, err
}

// drip sends a byte at a time, until the other side closes.
func (sc *scope) drip(a script.Action, name string) error {
	c, data, err := sc.connAndData(a, name)
	if err != nil {
		return err
	}
	c.said.begin()
	for i := range len(data) {
		if i > 0 && c.waitOrEnd(a.Time) {
			return nil
		}
		if err := c.write([]byte(data[i:i+1]), sc.until(0), true); err != nil {
			return tolerate(err)
		}
		if sc.run.ctx.Err() != nil {
			return nil
		}
	}
	return nil
}

// waitOrEnd waits, by everybody's clock, and reports whether the other side has closed meanwhile.
func (c *conn) waitOrEnd(d time.Duration) bool {
	end := time.Now().Add(d)
	for {
		switch c.readFor(time.Until(end)) {
		case timeout:
			return false
		case closed, reset:
			return true
		}
	}
}

func tolerate(err error) error {
	if errors.Is(err, errStopped) {
		return nil
	}
	return err
}

// flood sends many bytes as fast as they are taken, until the other side closes.
func (sc *scope) flood(a script.Action, name string) error {
	c, err := sc.conn(name)
	if err != nil {
		return err
	}
	size, err := sc.number(a, 0)
	if err != nil {
		return err
	}
	c.said.begin()
	piece := bytes.Repeat([]byte("a"), 64<<10)
	for size > 0 {
		n := min(size, int64(len(piece)))
		if err := c.write(piece[:n], sc.until(0), true); err != nil {
			return tolerate(err)
		}
		size -= n
	}
	return nil
}

func (sc *scope) halfClose(_ script.Action, name string) error {
	c, err := sc.conn(name)
	if err == nil {
		c.halfClose()
	}
	return err
}

func (sc *scope) close(_ script.Action, name string) error {
	c, err := sc.conn(name)
	if err == nil {
		c.close(false)
	}
	return err
}

func (sc *scope) reset(_ script.Action, name string) error {
	c, err := sc.conn(name)
	if err != nil {
		return err
	}
	if _, tcp := c.net.(*net.TCPConn); !tcp {
		return errors.New("only a TCP connection can be reset")
	}
	c.close(true)
	return nil
}
