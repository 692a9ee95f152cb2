//go:build linux || darwin

// Solution fills in the address for bind by hand, as the kernel wants it.
package main

import (
	"encoding/binary"
	"log"
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PORT")
	}
	port, err := strconv.ParseUint(os.Args[1], 10, 16)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := listen(uint16(port))
	if err != nil {
		log.Fatal(err)
	}
	client, _, err := unix.Accept(listener)
	if err != nil {
		log.Fatalf("accept: %v", err)
	}
	if err := answer(client); err != nil {
		log.Fatal(err)
	}
}

// listen returns a socket that listens on the port of 127.0.0.1.
func listen(port uint16) (int, error) {
	listener, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	err = unix.SetsockoptInt(listener, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if err != nil {
		return 0, os.NewSyscallError("setsockopt", err)
	}
	if err := bind(listener, address(port)); err != nil {
		return 0, os.NewSyscallError("bind", err)
	}
	return listener, os.NewSyscallError("listen", unix.Listen(listener, 5))
}

// address returns 127.0.0.1 and the port as the kernel wants them.
func address(port uint16) unix.RawSockaddrInet4 {
	return unix.RawSockaddrInet4{
		Family: unix.AF_INET,
		Port:   htons(port),
		Addr:   [4]byte{127, 0, 0, 1},
	}
}

// htons returns the number whose bytes in memory are those of n in network
// order, the high one first.
func htons(n uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, n))
}

// bind hands the kernel the 16 bytes of an address.
func bind(socket int, address unix.RawSockaddrInet4) error {
	_, _, errno := unix.Syscall(unix.SYS_BIND, uintptr(socket),
		uintptr(unsafe.Pointer(&address)), unsafe.Sizeof(address))
	if errno != 0 {
		return errno
	}
	return nil
}

// answer reads a message and acknowledges it. A server ought to read up to the
// newline: that is the next exercise.
func answer(client int) error {
	defer unix.Close(client)
	message := make([]byte, 255)
	if _, err := unix.Read(client, message); err != nil {
		return os.NewSyscallError("read", err)
	}
	_, err := unix.Write(client, []byte("I got your message"))
	return os.NewSyscallError("write", err)
}
