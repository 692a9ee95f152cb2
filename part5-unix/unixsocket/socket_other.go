//go:build unix && !linux

package unixsocket

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// newSocket makes a stream socket that child processes do not inherit. A child
// would keep the socket open after the server has ended.
func newSocket() (int, error) {
	// macOS has no SOCK_CLOEXEC, so this takes two calls. The lock keeps this
	// process from starting a program between them.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	return fd, err
}
