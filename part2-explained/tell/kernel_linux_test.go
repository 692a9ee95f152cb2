package tell

import (
	"bytes"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The dump must be what lies in memory: the kernel returns the same 16 bytes
// for a socket bound to 127.0.0.1.
func TestSockaddrInIsTheKernels(t *testing.T) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(socket)
	loopback := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	if err := unix.Bind(socket, loopback); err != nil {
		t.Fatal(err)
	}

	var want [16]byte
	size := uint32(len(want))
	_, _, errno := unix.Syscall(unix.SYS_GETSOCKNAME, uintptr(socket),
		uintptr(unsafe.Pointer(&want)), uintptr(unsafe.Pointer(&size)))
	if errno != 0 {
		t.Fatal(errno)
	}

	local, err := unix.Getsockname(socket)
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	inet := local.(*unix.SockaddrInet4)
	for _, f := range sockaddrIn(runtime.GOOS, inet) {
		got = append(got, f.bytes...)
	}
	if size != 16 || !bytes.Equal(got, want[:]) {
		t.Errorf("sockaddrIn(%s) has the bytes\n% x, the kernel has %d:\n% x",
			Address(inet), got, size, want)
	}
}
