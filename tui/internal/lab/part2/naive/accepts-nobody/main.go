//go:build unix

// Accepts-nobody listens on a socket file with a backlog of 5 and never accepts.
package main

import (
	"fmt"
	"io"
	"log"
	"os"

	"golang.org/x/sys/unix"
)

func main() {
	path := os.Args[1]
	listener, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		log.Fatal(err)
	}
	if err := unix.Bind(listener, &unix.SockaddrUnix{Name: path}); err != nil {
		log.Fatal(err)
	}
	if err := unix.Listen(listener, 5); err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", path)
	io.Copy(io.Discard, os.Stdin) // until the end
}
