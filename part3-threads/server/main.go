// Server answers many clients at the same time: each sends a line of words
// and gets their frequencies. New against part 2: it goes on after the first
// client, has a goroutine for each, and a word list that all of them share.
//
//	go run ./part3-threads/server [-model threads|events|processes] [PORT]
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"wallsockets/part3-threads/frequency"
)

const (
	maxLine     = 4096                  // bytes of a client's line
	acceptPause = 50 * time.Millisecond // when no client can be accepted
	tellPause   = time.Second           // between two lines that say so
	drainTime   = 5 * time.Second       // for the last answers, at the end
)

// shared is what all conversations have in common. Goroutines reach it
// through one pointer; a process of its own would have a copy of its own.
type shared struct {
	source *frequency.Source
	table  *frequency.Table // never changes, so it needs no lock
	tally  frequency.Tally  // changes with each client, and has one
}

func main() {
	log.SetFlags(0)
	host := flag.String("host", "127.0.0.1", "`address` to listen on")
	model := flag.String("model", "threads", "how to have many "+
		"conversations at once: `threads`, events or processes")
	inetd := flag.Bool("inetd", false, "only talk to the client whose "+
		"connection is standard input")
	source := frequency.SourceFlags(flag.CommandLine)
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: server [flags] [PORT]; -h lists the flags")
		if slices.Contains(os.Args, "-h") {
			flag.PrintDefaults()
		}
	}
	flag.Parse()
	port, err := portArgument(flag.Args())
	serveModel, known := models[*model]
	if err == nil && !known {
		err = fmt.Errorf("want -model threads, events or processes "+
			"(the last two on a Unix system); got %q", *model)
	}
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	// The words are loaded once, before the first client comes.
	table, err := source.Load()
	if err != nil {
		log.Fatal(err)
	}
	common := &shared{source: source, table: table}
	// ctrl+c ends the server in good order, a second one at once.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	// A reader of our output that goes away must not take us with it.
	signal.Ignore(syscall.SIGPIPE)
	if *inetd {
		serveInetd(ctx, common)
		return
	}
	ln, err := listen(*host, port)
	if err != nil {
		log.Fatal(err)
	}
	if err := serveModel(ctx, ln, common); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
	fmt.Println("most asked:", common.tally.Top(5))
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

// serve accepts clients and starts a goroutine for each, so that a slow one
// keeps nobody waiting. Told to end, it waits for those that are left.
func serve(ctx context.Context, ln net.Listener, common *shared) error {
	defer ln.Close()
	// Accept cannot be told to end, but a closed listener ends it.
	context.AfterFunc(ctx, func() { ln.Close() })
	var clients sync.WaitGroup
	defer clients.Wait()
	var told time.Time
	for {
		conn, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			// Most likely there is no descriptor left. The clients that
			// leave will free some; trying at once would only burn time.
			told = tellAccept(err, told)
			time.Sleep(acceptPause)
			continue
		}
		// The goroutine has a conn of its own: each turn of the loop makes
		// a new variable, which lives as long as somebody uses it.
		clients.Go(func() {
			if err := handleConn(ctx, conn, common); err != nil {
				log.Printf("%s: %v", conn.RemoteAddr(), err)
			}
		})
	}
}

// tellAccept logs why no client could be accepted, unless that was just told.
// It returns when it was told last.
func tellAccept(err error, told time.Time) time.Time {
	if time.Since(told) < tellPause {
		return told
	}
	log.Printf("accept a client: %v; trying again", err)
	return time.Now()
}

// handleConn has the conversation with one client: a line, an answer.
func handleConn(ctx context.Context, conn net.Conn, common *shared) error {
	defer conn.Close()
	// A client that never sends must not keep the server from ending.
	stop := context.AfterFunc(ctx, func() {
		conn.SetReadDeadline(time.Now())
		conn.SetWriteDeadline(time.Now().Add(drainTime))
	})
	defer stop()

	// Shortcut: a client may take for ever to send its line, and the close
	// below can overtake the refusal. Part 4 has the limits.
	line, err := bufio.NewReaderSize(conn, maxLine+1).ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		fmt.Fprintf(conn, "# a line has at most %d bytes\n", maxLine)
		return fmt.Errorf("sent a line of more than %d bytes", maxLine)
	}
	if err != nil && err != io.EOF {
		if ctx.Err() != nil || gone(err) {
			return nil
		}
		return fmt.Errorf("read the line: %w", err)
	}
	_, err = conn.Write(answer(line, common))
	if err != nil && !gone(err) {
		return fmt.Errorf("answer the client: %w", err)
	}
	// The client is done with first, for to print is to wait for a reader.
	// Quoted, its bytes cannot steer the terminal that shows them.
	conn.Close()
	fmt.Printf("%s: %.200q\n", conn.RemoteAddr(), line)
	return nil
}

// gone tells whether an error means that the client has left without an end, by
// a reset: that is common, and worth no line in a log.
func gone(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// answer looks the words of a line up and counts them as asked.
func answer(line []byte, common *shared) []byte {
	asked := frequency.Words(line)
	common.tally.Add(asked)
	return common.table.Answer(asked)
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
