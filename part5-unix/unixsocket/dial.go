package unixsocket

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// The pauses between attempts to enter a full queue.
const (
	firstPause = 5 * time.Millisecond
	lastPause  = 250 * time.Millisecond
)

// Dial connects to the server that listens on path. If the server's queue is
// full, the kernel lets a TCP client wait, but fails this connect at once with
// EAGAIN. So Dial tries again, after longer and longer pauses, for as long as
// patience allows.
func Dial(path string, patience time.Duration) (*net.UnixConn, error) {
	deadline := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		conn, err := net.Dial("unix", path)
		switch {
		case err == nil:
			return conn.(*net.UnixConn), nil
		case !errors.Is(err, syscall.EAGAIN):
			return nil, fmt.Errorf("%w; is the server running there, and "+
				"does its mode let you in?", err)
		case time.Now().Add(pause).After(deadline):
			return nil, fmt.Errorf("connect to %s: the server is busy: its "+
				"queue was full for %v; try again later", path, patience)
		}
		time.Sleep(pause)
	}
}

// Require returns an error unless the server at the other end of conn runs as
// the user with the number uid. Another user who takes the server's path first
// can pose as the server, but not as its user.
func Require(conn net.Conn, uid int) error {
	peer, err := PeerOf(conn)
	if err != nil {
		return err
	}
	if peer.UID != uid {
		return fmt.Errorf("the server is run by %v, not by user %d; it may "+
			"be an impostor, so nothing was sent", peer, uid)
	}
	return nil
}
