//go:build unix

// Solution can be started again right after a conversation.
package main

import (
	"bufio"
	"log"
	"os"
	"strconv"

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
	listener, err := listen(int(port))
	if err != nil {
		log.Fatal(err)
	}
	transfer, _, err := unix.Accept(listener)
	if err != nil {
		log.Fatalf("accept: %v", err)
	}
	if err := answer(transfer); err != nil {
		log.Fatal(err)
	}
}

// listen returns a socket that listens on the port of 127.0.0.1.
func listen(port int) (int, error) {
	listener, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	// Before bind, which looks at it: connections that an earlier server has
	// closed do not hold the port any more.
	err = unix.SetsockoptInt(listener, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if err != nil {
		return 0, os.NewSyscallError("setsockopt", err)
	}
	address := &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
	if err := unix.Bind(listener, address); err != nil {
		return 0, os.NewSyscallError("bind", err)
	}
	return listener, os.NewSyscallError("listen", unix.Listen(listener, 5))
}

// answer reads a line and acknowledges it.
func answer(transfer int) error {
	connection := os.NewFile(uintptr(transfer), "client")
	defer connection.Close()
	if _, err := bufio.NewReader(connection).ReadBytes('\n'); err != nil {
		return err
	}
	_, err := connection.WriteString("I got your message")
	return err
}
