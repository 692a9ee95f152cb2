package limits

import (
	"errors"
	"net"
	"time"
)

// acceptPause is how long to wait when no connection can be accepted.
const acceptPause = 100 * time.Millisecond

// Accept accepts the next connection. Most likely an error means that there is
// no descriptor left; clients that leave free some, so it waits and tries
// again, and logs why once a second. It returns only once it has a connection,
// or when the listener is closed, with net.ErrClosed.
func Accept(ln net.Listener) (net.Conn, error) {
	for {
		conn, err := ln.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return conn, err
		}
		accepts.printf("accept a client: %v; trying again", err)
		time.Sleep(acceptPause)
	}
}
