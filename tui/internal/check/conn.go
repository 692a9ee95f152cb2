package check

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"wallsockets/tui/internal/wire"
)

const (
	// maxReceived is how much of what came on a connection is kept.
	maxReceived = 16 << 20
	// restTime is how long a wrong answer may pause before we call it complete.
	restTime = 150 * time.Millisecond
)

// How a wait ended.
const (
	timeout = "timeout"
	closed  = "closed"
	reset   = "reset"
	refused = "refused"
)

// conn is a connection of the script with the program. A script uses it from one
// goroutine at a time.
type conn struct {
	run    *run
	net    net.Conn
	number int       // in the recording
	side   wire.Side // the program's
	sent   []byte    // by the last write
	said   said      // by the last verbs
	to     *program  // nil: one that the checker has not started
	all    []byte    // what came, also what was judged already
	seen   int       // how much of it was judged
	end    string    // how the wait ended, once no more can come
}

// newConn records a connection. The program is on that side of it.
func (r *run) newConn(c net.Conn, side wire.Side) *conn {
	made := &conn{run: r, net: c, number: r.recording.Connection(), side: side, to: r.program("")}
	r.recording.Add(wire.Event{Conn: made.number, Kind: wire.Connected, From: wire.Client})
	r.mu.Lock()
	r.open[made] = true
	r.mu.Unlock()
	return made
}

// ours returns the script's side.
func (c *conn) ours() wire.Side {
	if c.side == wire.Server {
		return wire.Client
	}
	return wire.Server
}

// record adds an event of the connection.
func (c *conn) record(kind wire.Kind, from wire.Side, data []byte) {
	c.run.recording.Add(wire.Event{Conn: c.number, Kind: kind, From: from, Data: data})
}

// rest returns what came and was not judged yet.
func (c *conn) rest() []byte { return c.all[c.seen:] }

// read waits for more bytes until a moment. It returns how the wait ended, "" if
// bytes came.
func (c *conn) read(until moment) string {
	for {
		end := c.readFor(c.run.clock.left(until))
		if end != timeout || c.end != "" || c.run.clock.passed(until) {
			return end
		}
	}
}

// readFor does the same for a time by everybody's clock.
func (c *conn) readFor(d time.Duration) string {
	if c.end != "" {
		return c.end
	}
	buffer := make([]byte, 64<<10)
	_ = c.net.SetReadDeadline(time.Now().Add(d)) // fails only on a closed one, as Read does
	n, err := c.net.Read(buffer)
	if n > 0 {
		c.record(wire.Data, c.side, buffer[:n])
		if len(c.all) < maxReceived {
			c.all = append(c.all, buffer[:n]...)
		}
		return ""
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return timeout
	case errors.Is(err, io.EOF):
		c.end = closed
		c.record(wire.HalfClosed, c.side, nil)
	case isReset(err):
		c.end = reset
		c.record(wire.Reset, c.side, nil)
	default: // closed by us, at the end of the check
		c.end = timeout
	}
	return c.end
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// collect reads until the other side pauses, for a finding.
func (c *conn) collect() {
	end := c.run.clock.in(time.Second)
	for !c.run.clock.passed(end) && len(c.rest()) < 64<<10 {
		if c.read(c.run.clock.in(restTime)) != "" {
			return
		}
	}
}

// expect reads exactly the bytes of want.
func (c *conn) expect(want []byte, until moment) *failure {
	end := ""
	for end == "" && len(c.rest()) < len(want) && bytes.HasPrefix(want, c.rest()) {
		end = c.read(until)
	}
	if bytes.HasPrefix(c.rest(), want) {
		c.seen += len(want)
		return nil
	}
	if end == "" {
		c.collect()
		end = c.end
	}
	f := c.failure(end)
	f.bytes, f.want = want, brief(want)
	if !bytes.HasPrefix(want, f.got) {
		f.problem, f.text = "wrong-bytes", "The answer differs from what was expected."
	}
	return f
}

// failure describes how waiting for bytes has failed.
func (c *conn) failure(end string) *failure {
	f := &failure{conn: c.number, sent: c.sent, said: c.said.String(), got: bytes.Clone(c.rest()), all: c.all,
		end: end, hasGot: true}
	some := len(f.got) > 0
	switch {
	case end == timeout && some:
		f.problem, f.text = "incomplete", fmt.Sprintf(
			"%d bytes came, and then nothing more.", len(f.got))
	case end == timeout:
		f.problem, f.text = "no-answer", "Nothing came."
	case end == reset:
		f.problem, f.text = "reset", fmt.Sprintf(
			"The connection was reset after %d bytes.", len(f.got))
	case some:
		f.problem, f.text = "closed-early", fmt.Sprintf(
			"The connection was closed after %d bytes.", len(f.got))
	default:
		f.problem, f.text = "closed-early", "The connection was closed, and nothing came."
	}
	return f
}

// write sends bytes. tolerant means that it is no failure if the other side closes.
func (c *conn) write(data []byte, until moment, tolerant bool) error {
	c.sent = data
	c.said.add(data)
	n, err := c.writeAll(data, until)
	if n > 0 {
		c.record(wire.Data, c.ours(), data[:n])
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		f := c.failure(timeout)
		f.problem, f.text = "not-reading", fmt.Sprintf(
			"%d of %d bytes could be sent: the program does not read.", n, len(data))
		return f
	case tolerant:
		return errStopped
	}
	f := c.failure(closed)
	if isReset(err) {
		f = c.failure(reset)
	}
	f.text = "The program had closed the connection before everything was sent."
	return f
}

// writeAll writes until a moment. It returns how many bytes were taken.
func (c *conn) writeAll(data []byte, until moment) (sent int, err error) {
	for {
		_ = c.net.SetWriteDeadline(time.Now().Add(c.run.clock.left(until)))
		var n int
		n, err = c.net.Write(data[sent:])
		sent += n
		if !errors.Is(err, os.ErrDeadlineExceeded) || c.run.clock.passed(until) {
			return sent, err
		}
	}
}

// errStopped ends a tolerant write: the other side has closed.
var errStopped = errors.New("the other side has closed")

// half is a connection that can be closed for writing alone.
type half interface{ CloseWrite() error }

// halfClose sends the end of the stream.
func (c *conn) halfClose() {
	_ = c.net.(half).CloseWrite() // fails if it is over, which a read will show
	c.record(wire.HalfClosed, c.ours(), nil)
}

// close closes the connection. With a reset, the other side sees one.
func (c *conn) close(withReset bool) {
	if tcp, ok := c.net.(*net.TCPConn); ok && withReset {
		_ = tcp.SetLinger(0)
	}
	c.net.Close()
	kind := wire.Closed
	if withReset {
		kind = wire.Reset
	}
	c.record(kind, c.ours(), nil)
	c.run.mu.Lock()
	delete(c.run.open, c)
	c.run.mu.Unlock()
}
