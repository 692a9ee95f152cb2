package limits

import (
	"errors"
	"net"
	"time"

	"wallsockets/part4-security/quietlog"
)

// AcceptPause is how long Accept waits before it tries again.
const AcceptPause = 100 * time.Millisecond

// Accept accepts the next connection. If that fails, the process has most
// likely run out of descriptors. Each client that disconnects frees one, so
// Accept tries again until it has a connection, and logs the reason once a
// second. It returns an error only if the listener is closed: net.ErrClosed.
func Accept(ln net.Listener, quiet *quietlog.Log) (net.Conn, error) {
	for {
		conn, err := ln.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return conn, err
		}
		quiet.AcceptErrors.Printf("accept a client: %v; trying again", err)
		time.Sleep(AcceptPause)
	}
}
