//go:build unix && !linux

package protocol

import "syscall"

// receive reads what the socket holds, as far as it fits, without waiting. It
// tells whether there may be more: always, until there was nothing.
func receive(socket int, free []byte) (n int, more bool, err error) {
	n, err = syscall.Read(socket, free)
	return n, n > 0, err
}

// send writes as much of an answer as the socket takes without waiting, and
// returns how many bytes that is. What goes wrong will go wrong again when the
// rest is written.
func send(socket int, answer []byte) (sent int) {
	n, err := syscall.Write(socket, answer)
	if err != nil {
		return 0
	}
	return n
}
