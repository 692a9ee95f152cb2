//go:build unix

package main

import (
	"context"
	"net"
)

// models are the techniques for having many conversations at once.
var models = map[string]func(context.Context, net.Listener, *shared) error{
	"threads":   serveThreads,
	"events":    serveEvents,
	"processes": serveProcesses,
}
