package engine

import (
	"syscall"
	"unsafe"
)

// The two system calls of each turn are raw ones. They never block, so the
// runtime need not know that a call begins and ends. If it knows, it takes the
// processor away from a call that is long, as most are when a client on the
// same core is woken by an answer and runs at once. With that core busy, raw
// calls answered 1.7 times as many requests, on a quiet one 1.07 times.

// receive reads what the socket holds, as far as it fits, without blocking. It
// reports whether there may be more. A short read has emptied the socket, with
// two exceptions. It ends early at a message that carries descriptors, which a
// client of a unix socket may attach to any byte. We give no space for them, so
// the kernel drops them and sets MSG_CTRUNC, which read(2) cannot show. And it
// ends early at a byte that the client sent out of band (MSG_OOB), which leaves
// no sign: what follows waits for the look at lookTime.
func receive(socket int, free []byte) (n int, more bool, err error) {
	part := syscall.Iovec{Base: &free[0]}
	part.SetLen(len(free))
	message := syscall.Msghdr{Iov: &part, Iovlen: 1}
	size, _, errno := syscall.RawSyscall(syscall.SYS_RECVMSG, uintptr(socket),
		uintptr(unsafe.Pointer(&message)), 0)
	if errno != 0 {
		return 0, false, errno
	}
	n = int(size)
	return n, n == len(free) || message.Flags&syscall.MSG_CTRUNC != 0, nil
}

// writeNow writes as much of an answer as the socket takes without blocking,
// and returns how many bytes that is. An error will come again when the rest is
// written.
func writeNow(socket int, answer []byte) (sent int) {
	n, _, errno := syscall.RawSyscall(syscall.SYS_WRITE, uintptr(socket),
		uintptr(unsafe.Pointer(&answer[0])), uintptr(len(answer)))
	if errno != 0 {
		return 0
	}
	return int(n)
}
