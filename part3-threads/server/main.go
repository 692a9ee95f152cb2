// Server answers many clients at the same time: each sends a line of words
// and gets their frequencies. It grows from part 1's server. New: a goroutine
// for each client, words that all of them share, an orderly end, and -host.
//
//	go run ./part3-threads/server [-model threads|events|processes] [PORT]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"wallsockets/part3-threads/address"
	"wallsockets/part3-threads/frequency"
	"wallsockets/part3-threads/usage"
)

// drainTime is how long the last answers may take at the end.
const drainTime = 5 * time.Second

// shared is what all conversations have in common.
type shared struct {
	source *frequency.Source
	table  *frequency.Table // never changes, so it needs no lock
	tally  frequency.Tally  // changes with each client, and has one
}

func main() {
	log.SetFlags(0)
	host := address.HostFlag(flag.CommandLine)
	model := modelFlags(flag.CommandLine)
	source := frequency.SourceFlags(flag.CommandLine)
	flag.Usage = usage.Of("server [flags] [PORT]")
	flag.Parse()
	port, err := portArgument(flag.Args())
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	// The words are loaded once, before the first client comes.
	source.Quiet = model.inetd // standard error may be the client
	table, err := source.Load()
	if err != nil {
		log.Fatal(err)
	}
	common := &shared{source: source, table: table}
	// ctrl+c ends the server in good order, a second one at once.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	// If whoever reads our output exits, SIGPIPE must not kill us.
	signal.Ignore(syscall.SIGPIPE)
	if model.inetd {
		serveInetd(ctx, common)
		return
	}
	ln, err := listen(*host, port)
	if err != nil {
		log.Fatal(err)
	}
	if err := model.serve(ctx, ln, common); err != nil {
		log.Fatal(err)
	}
	fmt.Println("most asked:", common.tally.Top(5))
}

// listen opens the port and prints its address: a program that waits for that
// line can connect from then on.
func listen(host, port string) (net.Listener, error) {
	ln, err := net.Listen(address.Network(host), address.Join(host, port))
	if err != nil {
		return nil, address.Advise(err)
	}
	fmt.Println("listening on", ln.Addr())
	if !ln.Addr().(*net.TCPAddr).IP.IsLoopback() {
		log.Print("warning: other machines can connect to this address")
	}
	return ln, nil
}

// serve accepts clients and starts a goroutine for each, so that a slow one
// keeps nobody waiting. At the end it waits for those that are left.
func serve(ctx context.Context, ln net.Listener, common *shared) {
	defer ln.Close()
	// Accept takes no context; closing the listener interrupts it.
	context.AfterFunc(ctx, func() { ln.Close() })
	var clients sync.WaitGroup
	defer clients.Wait()
	var failures pace
	for {
		conn, err := accept(ln, &failures)
		if err != nil {
			return // the listener is closed
		}
		// Each turn has a conn of its own. It lives while it is used.
		clients.Go(func() {
			_ = handleConn(ctx, conn, common) // it is logged
		})
	}
}

// handleConn talks with one client, logs what was said and returns any error.
func handleConn(ctx context.Context, conn net.Conn, common *shared) error {
	defer conn.Close()
	// A silent client must not hold up the server's end.
	unwatch := context.AfterFunc(ctx, func() {
		conn.SetReadDeadline(time.Now()) // the past interrupts a blocked Read
		conn.SetWriteDeadline(time.Now().Add(drainTime))
	})
	defer unwatch()

	line, err := readLine(conn)
	if err != nil && ctx.Err() != nil {
		return nil // the line did not come before the end
	}
	if err == nil {
		_, err = conn.Write(answer(line, common))
	}
	// Closing twice is harmless in Go.
	conn.Close() // finish with the client before logging
	return logConversation(conn.RemoteAddr(), line, err)
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
