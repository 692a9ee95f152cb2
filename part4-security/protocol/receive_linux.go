package protocol

import (
	"syscall"
	"unsafe"
)

// receive reads what the socket holds, as far as it fits, without waiting. It
// tells whether there may be more. A short read has emptied the socket, but for
// one case: it ends early at a message that carries descriptors, which a client
// of a unix socket may attach to any byte. No room is given for them, so the
// kernel drops them, and says so by MSG_CTRUNC. That is why this is recvmsg(2),
// called as it is: syscall.Recvmsg allocates an address at each call.
func receive(socket int, free []byte) (n int, more bool, err error) {
	part := syscall.Iovec{Base: &free[0]}
	part.SetLen(len(free))
	message := syscall.Msghdr{Iov: &part, Iovlen: 1}
	size, _, errno := syscall.Syscall(syscall.SYS_RECVMSG, uintptr(socket),
		uintptr(unsafe.Pointer(&message)), 0)
	if errno != 0 {
		return 0, false, errno
	}
	n = int(size)
	return n, n == len(free) || message.Flags&syscall.MSG_CTRUNC != 0, nil
}
