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

// Receive reads what the socket holds, as far as it fits, without blocking.
func Receive(socket int, free []byte) (n int, err error) {
	size, _, errno := syscall.RawSyscall6(syscall.SYS_RECVFROM, uintptr(socket),
		uintptr(unsafe.Pointer(&free[0])), uintptr(len(free)),
		syscall.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(size), nil
}

// Send writes as much of an answer as the socket takes without blocking, and
// returns how many bytes that is.
func Send(socket int, answer []byte) (sent int, err error) {
	size, _, errno := syscall.RawSyscall6(syscall.SYS_SENDTO, uintptr(socket),
		uintptr(unsafe.Pointer(&answer[0])), uintptr(len(answer)),
		syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(size), nil
}
