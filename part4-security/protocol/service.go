// Package protocol answers the clients of parts 4 to 6. Two protocols share one
// port, told apart by the first byte: a plain line of words, answered once, and
// RESP, the Redis serialization protocol, whose session may go on.
// https://redis.io/docs/latest/develop/reference/protocol-spec/
//
// Here is what a request is and what answers it, without a socket: a session
// (session.go) is given the bytes that arrived and returns the bytes to send,
// for a plain line (plain.go) or for requests in RESP (frame.go, commands.go,
// and connecting.go with what clients send before anyone asks).
// The package engine below reads and writes, waits, and guards the memory.
package protocol

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol/engine"
)

// Service answers from a table, within limits. Any number of goroutines may
// call Converse at the same time, also while Use replaces the table.
type Service struct {
	table    atomic.Pointer[frequency.Table]
	limits   *limits.Limits
	engine   *engine.Engine
	started  time.Time
	sessions atomic.Int64 // so far; numbers them
	clients  atomic.Int64 // being served now
	requests atomic.Int64 // answered so far
}

// New returns a service that answers from table.
func New(table *frequency.Table, limits *limits.Limits) *Service {
	s := &Service{
		limits: limits, engine: engine.New(limits), started: time.Now(),
	}
	s.table.Store(table)
	return s
}

// Use answers from another table, beginning with the next request. A request
// that is being answered keeps the table it began with.
func (s *Service) Use(table *frequency.Table) { s.table.Store(table) }

// Converse serves one client until either side ends the conversation; closing
// conn is left to the caller. It returns what the client said, quoted and short
// enough for a log, and the error that cut the conversation short: a limit that
// the client exceeded, a broken connection, or nil. When ctx is done, the
// answers that are due are still sent and nothing more is read.
func (s *Service) Converse(ctx context.Context, conn net.Conn) (
	said string, err error) {
	talk := s.Open()
	defer talk.Close()
	err = s.engine.Serve(ctx, conn, talk)
	return talk.Said(), err
}

// Open returns the session of a new client. Converse does that itself; it is
// for other engines, which close the session at the end of the conversation.
func (s *Service) Open() *Session {
	s.clients.Add(1)
	return &Session{Service: s, id: s.sessions.Add(1)}
}
