// Package events serves the clients of a socket file in event loops, one for
// each processor, instead of a goroutine for each client. A loop owns its
// clients: no other goroutine touches them, so there is nothing to lock.
//
//	listening socket, shared by the loops
//	  |
//	  v    one loop
//	epoll ----> ready: accept | read | write, whatever does not block
//	  ^             |
//	  |             v
//	  |         client: what has arrived, what is unsent, what it has to do
//	  |             |     next and until when
//	  |             v
//	  '---- waiting lists, one for each time limit: who is late?
//
// A step of a conversation (client_linux.go) is the same as in package engine:
// read once, have the session answer, write once. What a goroutine keeps on its
// stack while it waits is a field of the client here. The loop (loop_linux.go)
// asks the kernel which sockets are ready, takes a step for each, and ends the
// conversations whose time is over. Level-triggered epoll reports a socket for
// as long as there is something to read, so a step that leaves some of it behind
// loses nothing.
//
// No step may block: meanwhile all other clients of its loop wait. What has to
// wait for a client that is leaving does so in a goroutine.
package events

import (
	"errors"
	"flag"
)

// ModelFlag defines -model and returns whether clients are served in event
// loops, which is valid once the flags are parsed.
func ModelFlag(flags *flag.FlagSet) (events *bool) {
	events = new(bool)
	flags.Func("model", "`threads` or events: a goroutine for each client, or "+
		"an event loop for each processor (default threads)",
		func(text string) error {
			*events = text == "events"
			switch {
			case *events && !supported:
				return errors.New("events needs epoll, which only Linux has")
			case !*events && text != "threads":
				return errors.New("want threads or events")
			}
			return nil
		})
	return events
}
