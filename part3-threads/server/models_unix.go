//go:build unix

package main

import (
	"context"
	"net"
)

// models are the techniques to have many conversations at once.
var models = map[string]func(context.Context, net.Listener, *shared) error{
	"threads":   serve,
	"events":    serveEvents,
	"processes": serveProcesses,
}
