//go:build unix

// Server answers one client over TCP, then exits, as in part 1. New here: it
// asks the kernel itself, call by call, and tells on standard error what it
// asks, what comes back, and why.
//
//	go run ./part2-explained/server [-host ADDRESS] [-backlog N] [PORT]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"wallsockets/part2-explained/tell"
)

// bufferLength is the room for a message; one read fills at most 255 of it.
const bufferLength = 256

// answering is held while a message waits for its answer.
var answering sync.Mutex

func main() {
	log.SetFlags(0)
	host := flag.String("host", "127.0.0.1", "IPv4 `address` to listen on")
	backlog := flag.Int("backlog", 5, "`clients` that may wait for accept")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: server [flags] [PORT]; -h lists the flags")
		if slices.Contains(os.Args, "-h") {
			flag.PrintDefaults()
		}
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

	// ctrl+c ends the server in good order, a second one at once.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	context.AfterFunc(ctx, exitWhenAnswered)

	listener, err := listen(*host, port, *backlog)
	if err != nil {
		log.Fatal(err)
	}
	if err := serve(listener); err != nil && ctx.Err() == nil {
		log.Fatalf("%v; start the server again", err)
	}
}

// listen opens the port and says so: whoever waits for the line that it
// prints can connect from then on.
func listen(host string, port, backlog int) (int, error) {
	ip, err := tell.LookUp(host)
	if err != nil {
		return 0, fmt.Errorf("%w; -host wants an IPv4 address", err)
	}

	address := &unix.SockaddrInet4{Port: port, Addr: ip.As4()}
	listener, err := openListener(address, backlog)
	if err != nil {
		return 0, err
	}

	local, err := unix.Getsockname(listener)
	tell.Call(0, err, "getsockname(%d, %s)", listener, tell.Address(local))
	if err != nil {
		return 0, fmt.Errorf("ask which port it is: %w", err)
	}
	tell.Why("If bind got port 0, the kernel has chosen a free one: this one.")

	fmt.Println("listening on", tell.Address(local))
	if !ip.IsLoopback() {
		log.Print("warning: other machines can connect to this address")
	}
	return listener, nil
}

// openListener makes the listener in the four steps that every server takes.
// If one fails the program ends, and the kernel closes the socket with it.
func openListener(address *unix.SockaddrInet4, backlog int) (int, error) {
	listener, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	tell.Call(listener, err, "socket(AF_INET, SOCK_STREAM, 0)")
	if err != nil {
		return 0, fmt.Errorf("make a socket: %w", err)
	}
	tell.Why("A socket for IPv4 and a stream of bytes, so for TCP. The number",
		"is its descriptor: it stands for the socket in all later calls.")
	// No program that this one might start should inherit the socket.
	unix.CloseOnExec(listener)

	err = unix.SetsockoptInt(listener, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	tell.Call(0, err, "setsockopt(%d, SOL_SOCKET, SO_REUSEADDR, 1)", listener)
	if err != nil {
		return 0, fmt.Errorf("set SO_REUSEADDR: %w", err)
	}
	tell.Why("The closed connections of a server that has ended hold the port",
		"for about a minute. This lets bind pass over them.")

	tell.Sockaddr(address)
	err = unix.Bind(listener, address)
	tell.Call(0, err, "bind(%d, %s, 16)", listener, tell.Address(address))
	if err != nil {
		return 0, fmt.Errorf("bind to %s: %w; try another PORT (0: any "+
			"free one), or another -host", tell.Address(address), err)
	}
	tell.Why("The socket holds the port now. Only trying shows whether a port",
		"is free: after any other answer, somebody else may take it.")

	err = unix.Listen(listener, backlog)
	tell.Call(0, err, "listen(%d, %d)", listener, backlog)
	if err != nil {
		return 0, fmt.Errorf("listen on %s: %w; try another PORT",
			tell.Address(address), err)
	}
	tell.Why("This makes it the listener: it holds the port and never carries",
		"data. The kernel lets clients connect and keeps them in a queue for",
		"accept. The second number, the backlog, is the room in that queue.")
	return listener, nil
}

// serve waits for one client and has the conversation with it.
func serve(listener int) error {
	defer closeSocket(listener, "Both need a close. This one frees the port.")

	// Shortcut: the next client finds nobody here. Part 3 answers many.
	tell.Step("accept waits for a client")
	transfer, client, err := unix.Accept(listener)
	for err == unix.EINTR || err == unix.ECONNABORTED {
		// A signal came, or the client left the queue: wait again.
		transfer, client, err = unix.Accept(listener)
	}

	tell.Call(transfer, err, "accept(%d, %s)", listener, tell.Address(client))
	if err != nil {
		return fmt.Errorf("accept a client: %w", err)
	}
	unix.CloseOnExec(transfer)
	tell.Why("The result is the transfer socket: it carries the conversation",
		"with the client at that address, and nothing else. Its own address",
		"is that of the listener, which goes on holding the port.")
	return handleConn(transfer)
}

// handleConn has the conversation with one client: a message, an answer.
func handleConn(transfer int) error {
	defer closeSocket(transfer, "The client sees the end: its read returns 0.")

	// Shortcut: what one read returns counts as the message. It may be a
	// piece of it, and what stays unread makes close reset the connection.
	// Part 3 reads up to the end of a line.
	buffer := make([]byte, bufferLength)
	tell.Step("read waits for the message")
	n, err := unix.Read(transfer, buffer[:bufferLength-1])
	for err == unix.EINTR {
		n, err = unix.Read(transfer, buffer[:bufferLength-1])
	}

	// From here on a signal waits until the client has its answer.
	answering.Lock()
	defer answering.Unlock()
	tell.Call(n, err, "read(%d, %s, %d)", transfer,
		tell.Quote(buffer[:max(n, 0)]), bufferLength-1)
	if err != nil {
		return fmt.Errorf("read the message: %w", err)
	}
	tell.Why("255 of 256 bytes: a C program needs the last for a zero. Only",
		"the bytes read are the message, the rest of the buffer is not.",
		"0 bytes would mean that the client has closed without a word.")
	// Quoted, the bytes cannot steer the terminal that shows them.
	fmt.Printf("message: %q\n", buffer[:n])

	// So few bytes always fit: this write neither waits nor falls short.
	answer := []byte("I got your message")
	n, err = unix.Write(transfer, answer)
	tell.Call(n, err, "write(%d, %s, %d)", transfer, tell.Quote(answer),
		len(answer))
	if err != nil {
		return fmt.Errorf("answer the client: %w", err)
	}
	tell.Why("The kernel has taken the bytes and sends them when it can.")
	return nil
}

// closeSocket gives a descriptor back to the kernel.
func closeSocket(socket int, why string) {
	err := unix.Close(socket)
	tell.Call(0, err, "close(%d)", socket)
	tell.Why(why)
}

// exitWhenAnswered ends the server even while it waits in accept or in read:
// another thread that closed the socket would not wake it there.
func exitWhenAnswered() {
	answering.Lock()
	tell.Step("A signal ends the server; the kernel closes its sockets.")
	os.Exit(0)
}

// portArgument returns the one argument, a port, or the series' own 9998.
func portArgument(arguments []string) (int, error) {
	port := "9998"
	if len(arguments) > 0 {
		port = arguments[0]
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || len(arguments) > 1 {
		return 0, fmt.Errorf("want one PORT from 1 to 65535 (or 0: any "+
			"free one), after the flags; got %q", arguments)
	}
	return int(number), nil
}
