// Package protocol has the conversations of parts 4 to 6. Two kinds of client
// share one port, told apart by the first byte: a plain line of words, which
// is answered once, and RESP2, the Redis serialization protocol, whose session
// may go on. https://redis.io/docs/latest/develop/reference/protocol-spec/
//
// The path of a request: a read brings bytes into a borrowed workspace
// (wait.go and wait_unix.go), all complete requests among them are answered
// (session.go, frame.go, commands.go), and one write sends the answers. Then
// the workspace goes back, and the connection rests with almost nothing. What
// it does leave, or does not take, is bounded for all together (memory.go).
package protocol

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
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
	pending  atomic.Int64 // bytes held for clients: see memory.go
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
		Service: s, ctx: ctx, conn: conn, id: s.sessions.Add(1), socket: none,
	}
	talk.due = s.now() + s.limits.FirstByte
	defer context.AfterFunc(ctx, talk.interrupt)()

	defer talk.hold(0) // after a panic, too
	err = talk.converse()
	talk.rest = nil
	talk.hold(0) // what follows takes its time
	if gone(err) {
		err = nil
	} else if talk.linger || (err == io.EOF || err == errEnding) && unsettled(conn) {
		limits.Linger(conn)
	}
	if err == io.EOF || err == errEnding {
		err = nil
	}
	return talk.said(), err
}

// gone tells whether an error means that the client has left without an end, by
// a reset. That is common; only a request that it leaves unfinished is worth a
// line in a log.
func gone(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// now is the time since the service started. To ask for it is half as dear as
// time.Now, which reads the clock on the wall besides.
func (s *Service) now() time.Duration { return time.Since(s.started) }
