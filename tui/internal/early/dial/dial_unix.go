//go:build unix

// Package dial is the process at the other end of package dialer. A program that
// imports it and is started with Argument connects one unix socket and exits,
// before anything else of it runs. It does so in an init, and in a package whose
// path comes before "github.com", because the inits of the guide's libraries take
// ten times as long as all of this. See package early for the order of inits.
package dial

import (
	"encoding/binary"
	"fmt"
	"os"
	"syscall"
)

// Argument makes a program connect one socket and exit. Descriptor Door is its
// end of a pair of unix sockets. It receives a path, together with the socket to
// connect; it sends the error number of connect in 4 bytes, 0 for success.
const (
	Argument = "connect-one-socket"
	Door     = 3
)

func init() {
	if len(os.Args) == 2 && os.Args[1] == Argument {
		os.Exit(run())
	}
}

// run returns the exit code.
func run() int {
	path := make([]byte, 256)
	rights := make([]byte, syscall.CmsgSpace(4))
	n, size, _, _, err := syscall.Recvmsg(Door, path, rights, 0)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s is only for the guide itself; "+
			"start the guide without it\n", Argument)
		return 2
	}
	socket := received(rights[:size])
	if n == 0 || socket < 0 {
		return 0 // the guide has ended, or does not need this process any more
	}
	go func() {
		// Nothing more comes but the end: then nobody wants the connection.
		_, _ = syscall.Read(Door, make([]byte, 1))
		os.Exit(0)
	}()
	answer := make([]byte, 4)
	binary.NativeEndian.PutUint32(answer, uint32(connect(socket, string(path[:n]))))
	_, _ = syscall.Write(Door, answer) // if it fails, nobody waits for it
	return 0
}

// received returns the descriptor that came with a message, or -1.
func received(rights []byte) int {
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil || len(messages) == 0 {
		return -1
	}
	sockets, err := syscall.ParseUnixRights(&messages[0])
	if err != nil || len(sockets) == 0 {
		return -1
	}
	return sockets[0]
}

// connect connects a socket. If the server's queue is full, it blocks.
func connect(socket int, path string) syscall.Errno {
	for {
		err := syscall.Connect(socket, &syscall.SockaddrUnix{Name: path})
		errno, _ := err.(syscall.Errno)
		if errno != syscall.EINTR {
			return errno
		}
	}
}
