//go:build unix

package check

import "golang.org/x/sys/unix"

// isFree reports whether any program can listen on a TCP port. It binds without
// SO_REUSEADDR, as a program may: closed connections of an earlier check hold the
// port for a minute.
func isFree(port int) bool {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	unix.CloseOnExec(fd)
	return unix.Bind(fd, &unix.SockaddrInet4{Port: port}) == nil
}
