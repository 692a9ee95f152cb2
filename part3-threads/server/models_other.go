//go:build !unix

package main

import (
	"context"
	"net"
)

// models has the one technique that works on every system.
var models = map[string]func(context.Context, net.Listener, *shared) error{
	"threads": serveThreads,
}
