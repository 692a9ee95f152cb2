package unixsocket

import "golang.org/x/sys/unix"

// newSocket makes a stream socket that child processes do not inherit. A child
// would keep the socket open after the server has ended.
func newSocket() (int, error) {
	return unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
}
