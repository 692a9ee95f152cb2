//go:build !unix

// Package dialer connects to unix sockets, each time from a process of its own.
// Sockets cannot be passed on to a process on this system: a pool has none.
package dialer

import (
	"context"
	"errors"
	"net"
)

// Pool has no processes.
type Pool struct{}

// NewPool returns nil.
func NewPool() *Pool { return nil }

// Close does nothing.
func (*Pool) Close() {}

// Take returns nil: the caller must connect itself.
func (*Pool) Take(context.Context) *Process { return nil }

// Process is never made.
type Process struct{ ID int }

// ErrEnded is the error of a process that has ended without an answer.
var ErrEnded = errors.New("the process that connects has ended")

// Dial fails.
func (*Process) Dial(context.Context, string) (*net.UnixConn, error) {
	return nil, ErrEnded
}
