//go:build unix && !linux

package protocol

import "syscall"

// receive reads what the socket holds, as far as it fits, without waiting. It
// tells whether there may be more: always, until there was nothing.
func receive(socket int, free []byte) (n int, more bool, err error) {
	n, err = syscall.Read(socket, free)
	return n, n > 0, err
}
