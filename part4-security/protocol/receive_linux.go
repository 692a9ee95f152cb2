package protocol

import "syscall"

// receive reads what the socket holds, as far as it fits, without waiting. It
// tells whether there may be more. A short read has emptied the socket, but for
// one case: it ends early at a message that carries descriptors, which a client
// of a unix socket may attach to any byte. No room is given for them, so the
// kernel drops them, and says so by MSG_CTRUNC.
func receive(socket int, free []byte) (n int, more bool, err error) {
	n, _, flags, _, err := syscall.Recvmsg(socket, free, nil, 0)
	return n, n == len(free) || flags&syscall.MSG_CTRUNC != 0, err
}
