// Server answers one client over TCP, then exits. It is the root of the
// series: the later parts grow from these names in this order.
//
//	go run ./part1-basic/server [-host ADDRESS] [PORT]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// bufferLength is the room for a message; one read fills at most 255 of it.
const bufferLength = 256

func main() {
	log.SetFlags(0)
	host := flag.String("host", "127.0.0.1", "`address` to listen on")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: server [flags] [PORT]; -h lists the flags")
		if slices.Contains(os.Args, "-h") {
			flag.PrintDefaults()
		}
	}
	flag.Parse()
	port, err := portArgument(flag.Args())
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	// ctrl+c ends the server in good order, a second one at once.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	ln, err := listen(*host, port)
	if err != nil {
		log.Fatal(err)
	}
	if err := serve(ctx, ln); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

// listen opens the port and says so: whoever waits for the line that it
// prints can connect from then on.
func listen(host, port string) (net.Listener, error) {
	ln, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("%w; try another port (0: any free one) or -host", err)
	}
	fmt.Println("listening on", ln.Addr())
	if !ln.Addr().(*net.TCPAddr).IP.IsLoopback() {
		log.Print("warning: other machines can connect to this address")
	}
	return ln, nil
}

// serve waits for one client and has the conversation with it.
func serve(ctx context.Context, ln net.Listener) error {
	defer ln.Close()
	// Accept cannot be told to end, but a closed listener ends it.
	context.AfterFunc(ctx, func() { ln.Close() })

	// Shortcut: the next client finds nobody here. Part 3 answers many.
	conn, err := ln.Accept()
	if err != nil {
		return fmt.Errorf("accept a client: %w", err)
	}
	return handleConn(ctx, conn)
}

// handleConn has the conversation with one client: a message, an answer.
func handleConn(ctx context.Context, conn net.Conn) error {
	defer conn.Close()
	// A client that never sends must not keep the server from ending.
	context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Now()) })

	// Shortcut: what one read returns counts as the message, though a
	// message may arrive in pieces. Part 3 reads up to the end of a line.
	buffer := make([]byte, bufferLength)
	n, err := conn.Read(buffer[:bufferLength-1])
	if err != nil && err != io.EOF {
		return fmt.Errorf("read the message: %w", err)
	}
	// Only the first n bytes came from the client. Quoted, they cannot
	// steer the terminal that shows them.
	fmt.Printf("message: %q\n", buffer[:n])

	_, err = conn.Write([]byte("I got your message"))
	if err != nil {
		return fmt.Errorf("answer the client: %w", err)
	}
	return nil
}

// portArgument returns the one argument, a port, or the series' own 9998.
func portArgument(arguments []string) (string, error) {
	port := "9998"
	if len(arguments) > 0 {
		port = arguments[0]
	}
	_, err := strconv.ParseUint(port, 10, 16)
	if err != nil || len(arguments) > 1 {
		return "", fmt.Errorf("want one PORT from 1 to 65535 (or 0: any "+
			"free one), after the flags; got %q", arguments)
	}
	return port, nil
}
