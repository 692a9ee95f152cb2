package unixsocket

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
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
			return nil, advise(err, path)
		case time.Now().Add(pause).After(deadline):
			return nil, fmt.Errorf("connect to %s: the server is busy: its "+
				"queue was full for %v; try again later", path, patience)
		}
		time.Sleep(pause)
	}
}

// advise adds to the error of a connect what to do about it.
func advise(err error, path string) error {
	info, statErr := os.Stat(path)
	switch {
	case errors.Is(err, syscall.ENOENT):
		return fmt.Errorf("%w; the server is not running; start it first", err)
	case errors.Is(err, syscall.EACCES):
		if errors.Is(statErr, fs.ErrPermission) {
			return fmt.Errorf("%w; a folder above it has no x bit for you", err)
		}
		return fmt.Errorf("%w; the server's -mode does not let you in", err)
	case !errors.Is(err, syscall.ECONNREFUSED):
		return err
	case statErr == nil && info.Mode()&fs.ModeSocket == 0:
		return fmt.Errorf("%w; it is not a socket; choose another path", err)
	}
	return fmt.Errorf("%w; the server that left the file has died; start it "+
		"again", err)
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
