//go:build unix && !linux

package engine

import "syscall"

// receive reads what the socket holds, as far as it fits, without blocking.
func receive(socket int, free []byte) (n int, err error) {
	return syscall.Read(socket, free)
}

// writeNow writes as much of an answer as the socket takes without blocking,
// and returns how many bytes that is. An error will come again when the rest is
// written.
func writeNow(socket int, answer []byte) (sent int) {
	n, err := syscall.Write(socket, answer)
	if err != nil {
		return 0
	}
	return n
}
