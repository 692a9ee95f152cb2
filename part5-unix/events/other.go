//go:build !linux

package events

import (
	"context"
	"errors"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/quietlog"
	"wallsockets/part5-unix/unixsocket"
)

const supported = false

// Serve fails on this system.
func Serve(context.Context, *unixsocket.Listener, *protocol.Service,
	*limits.Limits, *limits.Door, *quietlog.Log) error {
	return errors.ErrUnsupported
}
