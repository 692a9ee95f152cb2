// Server answers with the frequencies of words, and hostile clients cannot
// stop it. It grows from part 3's server. New: limits on what a client can
// cost, a second protocol on the same port, and -allow-remote.
//
//	go run ./part4-security/server [flags] [PORT]
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

	"wallsockets/part3-threads/address"
	"wallsockets/part3-threads/frequency"
	"wallsockets/part3-threads/usage"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/quietlog"
)

// shared is what all conversations have in common.
type shared struct {
	service *protocol.Service
	door    *limits.Door
	quiet   *quietlog.Log
}

func main() {
	log.SetFlags(0)
	host := address.HostFlag(flag.CommandLine)
	remote := flag.Bool("allow-remote", false,
		"also answer clients on other machines")
	source := frequency.SourceFlags(flag.CommandLine)
	limit := limits.Flags(flag.CommandLine)
	flag.Usage = usage.Of("server [flags] [PORT]")
	flag.Parse()
	port, err := portArgument(flag.Args())
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	// The words are loaded once, before the first client comes.
	table, err := source.Load()
	if err != nil {
		log.Fatal(err)
	}
	if limit.FitDescriptors() {
		log.Printf("serving at most %d clients: this process may not "+
			"open more descriptors (ulimit -n)", limit.Clients)
	}
	// ctrl+c ends the server in good order, a second one at once.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	// If whoever reads our output exits, SIGPIPE must not kill us.
	signal.Ignore(syscall.SIGPIPE)
	service := protocol.New(table, limit)
	ln, err := listen(*host, port)
	if err != nil {
		log.Fatal(err)
	}
	quiet := quietlog.New(os.Stderr) // from here on nobody waits for the log
	defer quiet.Close()
	log.SetOutput(quiet)
	door := limits.NewDoor(limit, *remote, quiet)
	serve(ctx, ln, &shared{service, door, quiet})
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

// serve accepts clients and starts a goroutine for each that is let in. At the
// end it waits for those that are left, but not forever.
func serve(ctx context.Context, ln net.Listener, common *shared) {
	defer ln.Close()
	// Accept takes no context; closing the listener interrupts it.
	context.AfterFunc(ctx, func() { ln.Close() })
	var clients sync.WaitGroup
	defer limits.Drain(&clients, common.quiet)
	for {
		conn, err := limits.Accept(ln, common.quiet)
		if err != nil {
			return // the listener is closed
		}
		if !common.door.Admit(conn) {
			continue
		}
		clients.Go(func() {
			defer common.door.Leave(conn.RemoteAddr())
			handleConn(ctx, conn, common)
		})
	}
}

// handleConn has the conversation with one client and logs what was said.
func handleConn(ctx context.Context, conn net.Conn, common *shared) {
	defer conn.Close()
	defer limits.Contain(conn.RemoteAddr(), common.quiet)
	said, err := common.service.Converse(ctx, conn)
	conn.Close() // finish with the client before logging
	common.quiet.Conversation(conn.RemoteAddr(), said, err)
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
