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
// A step of a conversation (client_linux.go) reads once, has the session answer,
// and writes once. A goroutine that waits has its place in the conversation on its
// stack; here it is in the fields of the client. The loop (loop_linux.go)
// asks the kernel which sockets are ready, takes a step for each, and ends the
// conversations whose time is over. Level-triggered epoll reports a socket for
// as long as there is something to read, so a step that leaves some of it behind
// loses nothing.
//
// No step may block: meanwhile all other clients of its loop wait. So a client that
// still has to read why it is cut off gets a goroutine. Two steps can take long all
// the same, each once: the first log line of a user, whose name may come from a
// directory server, and the reading of the list anew if its snapshot is damaged.
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
