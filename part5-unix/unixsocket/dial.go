package unixsocket

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// The pauses between two attempts to get into a full queue.
const (
	firstPause = 5 * time.Millisecond
	lastPause  = 250 * time.Millisecond
)

// Dial connects to the server that listens on path. A TCP client waits for a
// place in the server's queue by itself; to this one the kernel says EAGAIN at
// once when the queue is full. So it tries again, at longer and longer pauses,
// until it has tried for the time given.
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
			return nil, fmt.Errorf("connect to %s: the server is busy: no "+
				"place in its queue for %v; try again later", path, patience)
		}
		time.Sleep(pause)
	}
}

// Require reports why the server at the other end of conn is not to be
// trusted: it is not run by the user with the number uid. Whoever takes a
// server's path first can pose as the server, but not as its user.
func Require(conn net.Conn, uid int) error {
	peer, err := PeerOf(conn)
	if err != nil {
		return err
	}
	if peer.UID != uid {
		return fmt.Errorf("the server there is run by %v, not by user %d: "+
			"it may be an impostor, and was sent nothing", peer, uid)
	}
	return nil
}
