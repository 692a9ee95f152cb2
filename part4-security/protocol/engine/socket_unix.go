//go:build unix && !linux

package engine

import "syscall"

// Receive reads what the socket holds, as far as it fits, without blocking.
func Receive(socket int, free []byte) (n int, err error) {
	return syscall.Read(socket, free)
}

// Send writes as much of an answer as the socket takes without blocking, and
// returns how many bytes that is.
func Send(socket int, answer []byte) (sent int, err error) {
	sent, err = syscall.Write(socket, answer)
	return max(sent, 0), err
}
