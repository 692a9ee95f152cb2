// Package protocol has the conversations of parts 4 to 6. Two kinds of client
// share one port, told apart by the first byte: a plain line of words, which
// is answered once, and RESP2, the Redis serialization protocol, whose session
// may go on. https://redis.io/docs/latest/develop/reference/protocol-spec/
package protocol

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
)

// Service answers from a table, within limits. Any number of goroutines may
// have conversations at the same time, also while the table is exchanged.
type Service struct {
	table    atomic.Pointer[frequency.Table]
	limits   *limits.Limits
	started  time.Time
	clients  atomic.Int64 // connected now
	sessions atomic.Int64 // conversations so far; numbers them
	requests atomic.Int64 // answered so far
}

// New returns a service that answers from table.
func New(table *frequency.Table, limits *limits.Limits) *Service {
	s := &Service{limits: limits, started: time.Now()}
	s.table.Store(table)
	return s
}

// Use answers from another table from the next request on. A request that is
// being answered keeps the table it began with.
func (s *Service) Use(table *frequency.Table) { s.table.Store(table) }

// Errors that end a conversation; all but errEnding are worth a line in a log.
var (
	errEnding = errors.New("the server is to end")
	errHTTP   = errors.New("cut off: it sent an HTTP request, " +
		"as a browser does that was led here")
)

// Converse has one conversation, up to its end; closing conn is left to the
// caller. It returns what was said, quoted and short enough for a log, and the
// error that cut the conversation short: a limit that the client overstepped,
// a broken connection, or nil. When ctx is done, the answers that are due are
// still sent and nothing more is read.
func (s *Service) Converse(ctx context.Context, conn net.Conn) (said string, err error) {
	s.clients.Add(1)
	defer s.clients.Add(-1)
	talk := &conversation{
		Service: s, ctx: ctx, conn: conn, id: s.sessions.Add(1),
	}
	defer context.AfterFunc(ctx, talk.interrupt)()

	err = talk.read(time.Now().Add(s.limits.FirstByte))
	switch {
	case err == io.EOF, err == nil && talk.buffer[0] != '*':
		said, err = talk.plain(err)
	case err == nil:
		said, err = talk.resp()
	case errors.Is(err, os.ErrDeadlineExceeded):
		said, err = "nothing", fmt.Errorf("cut off: it did not begin within %v",
			s.limits.FirstByte)
	default:
		said = "nothing"
	}
	if err == errEnding {
		err = nil
	}
	return said, err
}

// conversation is the state of one connection.
type conversation struct {
	*Service
	ctx    context.Context
	conn   net.Conn
	id     int64
	buffer []byte // read and not yet taken as a request
}

// interrupt ends a read that waits for the client.
func (c *conversation) interrupt() { c.conn.SetReadDeadline(time.Now()) }

// read waits for bytes and adds them to the buffer. Its errors are io.EOF at
// the end of what the client sends, errEnding, os.ErrDeadlineExceeded when
// there was nothing up to the deadline, and those of the connection.
func (c *conversation) read(deadline time.Time) error {
	if len(c.buffer) == cap(c.buffer) {
		larger := make([]byte, len(c.buffer), max(1024, 2*cap(c.buffer)))
		copy(larger, c.buffer)
		c.buffer = larger
	}
	c.conn.SetReadDeadline(deadline)
	if c.ctx.Err() != nil {
		return errEnding // and interrupt may have come before the deadline was set
	}
	n, err := c.conn.Read(c.buffer[len(c.buffer):cap(c.buffer)])
	c.buffer = c.buffer[:len(c.buffer)+n]
	switch {
	case n > 0:
		return nil // an error, if there was one, will come again
	case c.ctx.Err() != nil:
		return errEnding
	}
	return err
}

// write sends an answer, which the client must take in time.
func (c *conversation) write(answer []byte) error {
	c.conn.SetWriteDeadline(time.Now().Add(c.limits.Write))
	_, err := c.conn.Write(answer)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("cut off: it did not take its answer within %v",
			c.limits.Write)
	}
	return err
}

// refuse tells the client which limit or rule it broke, in the words that its
// protocol has for it, and returns that as the error which ends the talk.
func (c *conversation) refuse(format string, why error) error {
	if err := c.write(fmt.Appendf(nil, format, why)); err != nil {
		return err
	}
	limits.Linger(c.conn)
	return fmt.Errorf("cut off: %w", why)
}
