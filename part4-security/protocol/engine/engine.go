// Package engine moves bytes between connections and sessions. What the bytes
// mean is the session's business. How to wait for them, how to read and write
// them with few system calls, and how to hold little memory between requests is
// the subject here.
//
//	a turn, in a workspace borrowed from a pool:
//
//	  socket --receive--> in --> session.Answer --> reply --send--> socket
//	                       |          |
//	idle, held for each client:       |
//	                       |          '--> what to wait for, and how long
//	                       '--> pending, the beginning of a request
//
// A turn (direct_unix.go) begins when the poller reports bytes and ends when
// the socket is empty. It reads what is there, has the session answer all the
// complete requests, and sends the answers in one write (client.go). Then the
// workspace goes back to the pool (workspace.go), and the pending bytes count
// against the memory of all clients (memory.go). Connections that are
// not sockets, and systems that are not Unix, take the plain way: client.read
// calls conn.Read.
package engine

import (
	"context"
	"net"
	"time"

	"wallsockets/part4-security/limits"
)

// Engine serves any number of clients at the same time, each on the goroutine
// that calls Serve for it.
type Engine struct {
	limits  *limits.Limits
	started time.Time
	memory  *Account
}

// New returns an engine that holds clients to limits.
func New(limits *limits.Limits) *Engine {
	return &Engine{limits: limits, started: time.Now(), memory: NewAccount(limits)}
}

// Serve gives session what conn's client sends and sends its answers, until
// either ends the conversation; closing conn is left to the caller. It returns
// the error that cut the conversation short: the session's, one of the write
// limits, a broken connection, or nil. A reset is no error unless the session
// says so. When ctx is done, the answers that are due are still sent and
// nothing more is read, except the request of a client that has just come: it
// has limits.GraceTime to send it, all at once.
func (e *Engine) Serve(ctx context.Context, conn net.Conn,
	session Session) error {
	c := &client{
		Engine: e, ctx: ctx, conn: conn, session: session, socket: none,
		due: e.now() + e.limits.FirstByteTime,
	}
	defer context.AfterFunc(ctx, c.interrupt)()
	defer c.hold(0) // after a panic, too
	if !serveDirectly(c) {
		for !c.over {
			c.read()
		}
	}
	return c.leave()
}

// now returns the time since the engine started. That costs half of time.Now,
// which reads the wall clock as well.
func (e *Engine) now() time.Duration { return time.Since(e.started) }
