//go:build unix

// Solution reads a whole message, however many reads that takes.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// maxMessage is how long a message may be: a client must not fill the memory.
const maxMessage = 4096

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

// answer has the conversation with a client.
func answer(transfer int) error {
	defer unix.Close(transfer)
	message, err := readMessage(transfer)
	if err != nil {
		return err
	}
	fmt.Printf("message: %q\n", message)
	_, err = unix.Write(transfer, []byte("I got your message"))
	return os.NewSyscallError("write", err)
}

// readMessage reads up to the newline that ends a message. It returns an error
// if the client closes before, or if the message is too long.
func readMessage(transfer int) ([]byte, error) {
	var message []byte
	buffer := make([]byte, 256)
	for !bytes.HasSuffix(message, []byte{'\n'}) {
		n, err := unix.Read(transfer, buffer)
		switch {
		case err != nil:
			return nil, os.NewSyscallError("read", err)
		case n == 0:
			return nil, errors.New("the client closed before the newline")
		case len(message)+n > maxMessage:
			return nil, fmt.Errorf("the message exceeds %d bytes", maxMessage)
		}
		message = append(message, buffer[:n]...)
	}
	return message, nil
}
