// Server answers with the frequencies of words in the background, as long as
// the machine is up. It grows from part 5's server. New: it outlives its
// terminal, a hang-up signal makes it reload its words, -group, and systemd.
//
//	go run ./part6-php/server [flags] [PATH]
package main

import (
	"cmp"
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
	"wallsockets/part6-php/systemd"
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
	options.GroupFlag(flag.CommandLine)
	source := frequency.SourceFlags(flag.CommandLine)
	limit := limits.Flags(flag.CommandLine)
	limit.UserFlag(flag.CommandLine)
	inEvents := events.ModelFlag(flag.CommandLine)
	flag.Usage = usage.Of("server [flags] [PATH]")
	flag.Parse()
	path, err := pathArgument(flag.Args())
	err = cmp.Or(err, options.Check(), systemd.Check(flag.CommandLine))
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	hangUps := hangUpSignals() // one may come during the first load
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
	go reload(hangUps, service, source)
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
// that line can connect from then on. A socket from systemd is made already.
func listen(path string, o unixsocket.Options) (*unixsocket.Listener, error) {
	ln, err := systemd.Listen(path, o)
	if err != nil {
		return nil, err
	}
	fmt.Println("listening on", ln.Addr())
	systemd.Ready()
	return ln, nil
}

// hangUpSignals returns a channel of the signals that ask for a reload. Under
// nohup SIGHUP is ignored, because it also comes when the user logs out; Notify
// would undo that.
func hangUpSignals() <-chan os.Signal {
	hangUps := make(chan os.Signal, 1)
	if signal.Ignored(syscall.SIGHUP) {
		log.Print("ignoring hang-ups, as under nohup: " +
			"they will not reload the words")
	} else {
		signal.Notify(hangUps, syscall.SIGHUP)
	}
	return hangUps
}

// reload replaces the words at each hang-up, without disturbing any client. If
// the new list cannot be read, the old one stays in use.
func reload(hangUps <-chan os.Signal, service *protocol.Service,
	source *frequency.Source) {
	for range hangUps {
		table, err := source.Reload()
		if err != nil {
			log.Printf("the old words stay in use: %v", err)
			continue
		}
		service.Use(table)
		log.Printf("reloaded %d words", table.Len())
	}
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
