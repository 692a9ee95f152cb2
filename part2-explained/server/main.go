//go:build unix

// Server answers one client over TCP, then exits, as in part 1. New here: it
// makes the system calls itself, and prints each one on standard error with
// its result and its reason.
//
//	go run ./part2-explained/server [-backlog N] [PORT]
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"wallsockets/part2-explained/tell"
)

// bufferLength is the buffer's size; a read fills at most 255 bytes of it.
const bufferLength = 256

func main() {
	log.SetFlags(0)
	backlog := flag.Int("backlog", 5, "`N` clients may wait for accept")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: server [-backlog N] [PORT]")
		flag.PrintDefaults()
	}
	flag.Parse()
	port, err := portArgument(flag.Args())
	if *backlog < 1 || *backlog > 65535 {
		err = fmt.Errorf("want a -backlog from 1 to 65535; got %d", *backlog)
	}
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	listener, err := listen(port, *backlog)
	if err != nil {
		log.Fatal(err)
	}
	if err := serve(listener); err != nil {
		log.Fatalf("%v; start the server again", err)
	}
}

// listen opens the port, then prints its address: clients can connect now. If
// a step fails the program ends, and the kernel closes the socket.
func listen(port, backlog int) (int, error) {
	listener, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	tell.Call(listener, err, "socket(AF_INET, SOCK_STREAM, 0)")
	if err != nil {
		return 0, fmt.Errorf("make a socket: %w", err)
	}
	tell.Why("A socket for IPv4 and a stream of bytes: TCP. The result is its",
		"descriptor, the number that stands for the socket in later calls.")

	if err := bind(listener, port); err != nil {
		return 0, err
	}

	err = unix.Listen(listener, backlog)
	tell.Call(0, err, "listen(%d, %d)", listener, backlog)
	if err != nil {
		return 0, fmt.Errorf("listen on port %d: %w", port, err)
	}
	tell.Why("This makes it the listener: it holds the port and never carries",
		"data. The kernel connects clients and keeps them in a queue for",
		"accept. The second number, the backlog, is the length of the queue.")

	local, err := unix.Getsockname(listener)
	tell.Call(0, err, "getsockname(%d, %s)", listener, tell.Address(local))
	if err != nil {
		return 0, fmt.Errorf("ask for the listener's address: %w", err)
	}
	tell.Why("If bind got port 0, the kernel has chosen a free one: this one.")

	fmt.Println("listening on", tell.Address(local))
	return listener, nil
}

// bind gives the listener its address, 127.0.0.1 and the port.
func bind(listener, port int) error {
	err := unix.SetsockoptInt(listener, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	tell.Call(0, err, "setsockopt(%d, SOL_SOCKET, SO_REUSEADDR, 1)", listener)
	if err != nil {
		return fmt.Errorf("set SO_REUSEADDR: %w", err)
	}
	tell.Why("After a server has ended, its closed connections still hold the",
		"port for about a minute. If both servers set this, bind ignores them.")

	address := &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
	tell.Sockaddr(address)
	err = unix.Bind(listener, address)
	tell.Call(0, err, "bind(%d, %s, 16)", listener, tell.Address(address))
	if err != nil {
		return fmt.Errorf("bind to %s: %w; try another PORT (0: any free one)",
			tell.Address(address), err)
	}
	tell.Why("The socket holds the port now. Only bind shows whether a port is",
		"free: after any other check, another program may take it first.")
	return nil
}

// serve waits for one client. Shortcut: part 3 answers many.
func serve(listener int) error {
	defer closeSocket(listener, "Each socket needs its own close. Nobody "+
		"listens on the port now.")

	tell.Step("accept waits for a client")
	transfer, client, err := unix.Accept(listener)
	tell.Call(transfer, err, "accept(%d, %s)", listener, tell.Address(client))
	if err != nil {
		return fmt.Errorf("accept a client: %w", err)
	}
	tell.Why("The result is the transfer socket: it carries the conversation",
		"with the client at that address, and nothing else. Its own address",
		"is that of the listener, which still holds the port.")
	return handleConn(transfer)
}

// handleConn reads a message and answers it. Shortcut: one read may return
// only half of a message. Part 3 reads to the end of a line.
func handleConn(transfer int) error {
	defer closeSocket(transfer, "The client sees the end: its read returns 0.")

	buffer := make([]byte, bufferLength)
	tell.Step("read waits for the message")
	n, err := unix.Read(transfer, buffer[:bufferLength-1])
	tell.Call(n, err, "read(%d, %s, %d)", transfer,
		tell.Quote(buffer[:max(n, 0)]), bufferLength-1)
	if err != nil {
		return fmt.Errorf("read the message: %w", err)
	}
	tell.Why("255 of 256 bytes: a C program needs the last for a zero. Only",
		"the bytes read are the message; the rest of the buffer is not.",
		"A result of 0 would mean that the client closed without sending.")
	// Quoted, the bytes cannot control the terminal that shows them.
	fmt.Printf("message: %q\n", buffer[:n])

	// An answer this short always fits: write neither blocks nor falls short.
	answer := []byte("I got your message")
	n, err = unix.Write(transfer, answer)
	tell.Call(n, err, "write(%d, %s, %d)", transfer, tell.Quote(answer),
		len(answer))
	if err != nil {
		return fmt.Errorf("answer the client: %w", err)
	}
	tell.Why("The kernel took the bytes. That does not mean that they arrived.")
	return nil
}

// closeSocket gives a descriptor back to the kernel.
func closeSocket(socket int, why string) {
	err := unix.Close(socket)
	tell.Call(0, err, "close(%d)", socket)
	tell.Why(why)
}

// portArgument returns the port that the user asks for, or 9998.
func portArgument(args []string) (int, error) {
	if len(args) == 0 {
		return 9998, nil
	}
	port, err := strconv.ParseUint(args[0], 10, 16)
	if err != nil || len(args) > 1 {
		return 0, fmt.Errorf("want one PORT from 0 to 65535, after "+
			"the flags; got %q", args)
	}
	return int(port), nil
}
