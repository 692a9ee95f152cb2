package main

import (
	"context"
	"errors"
	"flag"
	"net"
)

// model is the way in which the server has many conversations at once.
type model struct {
	// serve answers the clients of ln until ctx is done.
	serve func(ctx context.Context, ln net.Listener, common *shared) error
	inetd bool // have one conversation, over standard input
}

// modelFlags defines -model and -inetd and returns what they will be set to.
func modelFlags(flags *flag.FlagSet) *model {
	m := &model{serve: serveThreads}
	flags.Func("model", "how to have many conversations at once: `threads`, "+
		"events or processes (default threads)", func(name string) error {
		known := false
		if m.serve, known = models[name]; !known {
			return errors.New("want threads, events or processes (the last " +
				"two on a Unix system)")
		}
		return nil
	})
	flags.BoolVar(&m.inetd, "inetd", false,
		"serve only the client whose connection is standard input")
	return m
}

// serveThreads is serve in the form of the other techniques. Nothing but the
// end stops it.
func serveThreads(ctx context.Context, ln net.Listener, common *shared) error {
	serve(ctx, ln, common)
	return nil
}
