// Server answers with the frequencies of words on a socket file. It grows from
// part 4's server. New: a path instead of a port. Other machines cannot reach
// it, the file's mode says who on this one can, and the kernel knows each
// client's user.
//
//	go run ./part5-unix/server [flags] [PATH]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part3-threads/usage"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/quietlog"
	"wallsockets/part5-unix/events"
	"wallsockets/part5-unix/unixsocket"
)

// shared is what all conversations have in common.
type shared struct {
	service *protocol.Service
	door    *limits.Door
	quiet   *quietlog.Log
}

func main() {
	log.SetFlags(0)
	options := unixsocket.Options{Mode: 0o600}
	flag.Var(&options.Mode, "mode", "`permissions` of the socket file: "+
		"users who may write to it may connect")
	source := frequency.SourceFlags(flag.CommandLine)
	limit := limits.Flags(flag.CommandLine)
	limit.UserFlag(flag.CommandLine)
	inEvents := events.ModelFlag(flag.CommandLine)
	flag.Usage = usage.Of("server [flags] [PATH]")
	flag.Parse()
	path, err := pathArgument(flag.Args())
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
	ln, err := listen(path, options)
	if err != nil {
		log.Fatal(err)
	}
	quiet := quietlog.New(os.Stderr) // from here on nobody waits for the log
	defer quiet.Close()
	log.SetOutput(quiet)
	door := limits.NewDoor(limit, false, quiet) // other machines cannot come
	if *inEvents {
		events.Serve(ctx, ln, service, limit, door, quiet)
		return
	}
	serve(ctx, ln, &shared{service, door, quiet})
}

// listen makes the socket file and prints its path: a program that waits for
// that line can connect from then on.
func listen(path string, o unixsocket.Options) (*unixsocket.Listener, error) {
	ln, err := unixsocket.Listen(path, o)
	if err != nil {
		return nil, err
	}
	fmt.Println("listening on", ln.Addr())
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

// pathArgument returns the one argument, a path, or the series' own default.
func pathArgument(arguments []string) (string, error) {
	path := "/tmp/myservicesocket"
	if len(arguments) > 0 {
		path = arguments[0]
	}
	if len(arguments) > 1 {
		return "", fmt.Errorf("want one PATH, after the flags; got %q", arguments)
	}
	return path, unixsocket.CheckPath(path)
}
