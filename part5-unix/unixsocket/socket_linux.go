package unixsocket

import "golang.org/x/sys/unix"

// newSocket makes a stream socket that no program started later inherits.
// An heir would keep the socket open after the server is gone.
func newSocket() (int, error) {
	return unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
}
