//go:build !linux

package events

import (
	"context"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/quietlog"
	"wallsockets/part5-unix/unixsocket"
)

const supported = false

// Serve panics on this system: ModelFlag has refused events.
func Serve(context.Context, *unixsocket.Listener, *protocol.Service,
	*limits.Limits, *limits.Door, *quietlog.Log) {
	panic("event loops need epoll, which only Linux has")
}
