//go:build unix && !linux

package engine

import "syscall"

// Receive reads what the socket holds, as far as it fits, without blocking.
func Receive(socket int, free []byte) (n int, err error) {
	return syscall.Read(socket, free)
}

// Send writes as much of an answer as the socket takes without blocking,
// and returns how many bytes that is. An error will come again when the rest is
// written.
func Send(socket int, answer []byte) (sent int) {
	n, err := syscall.Write(socket, answer)
	if err != nil {
		return 0
	}
	return n
}
