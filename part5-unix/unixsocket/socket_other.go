//go:build unix && !linux

package unixsocket

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// newSocket makes a stream socket that no program started later inherits.
// An heir would keep the socket open after the server is gone.
func newSocket() (int, error) {
	// macOS has no SOCK_CLOEXEC, so two calls do it, and the lock keeps
	// this process from starting a program between them.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	return fd, err
}
