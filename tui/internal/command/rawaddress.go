package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/raw"
	"wallsockets/tui/internal/wire"
)

// runRawAt runs a script against a server that somebody else has started, through a tap
// of its own, and prints the messages.
func runRawAt(cmd *cobra.Command, server wire.Address, steps raw.Script,
	options rawOptions, file *saveFile) error {
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the guide at once
	recording := wire.NewRecording()
	recording.Run("the server at " + server.Address)
	own := net.JoinHostPort(course.DefaultHost, "0")
	tap, err := wire.Listen("tcp", own, server, recording,
		wire.Options{Own: func() []int { return []int{os.Getpid()} }})
	if err != nil {
		return err
	}
	defer tap.Close()
	var failed error
	done := make(chan struct{})
	guard.Go(func() {
		defer close(done)
		failed = steps.Run(ctx, raw.Target{Address: wire.Address{Network: "tcp", Address: tap.Addr()},
			Hands: tap.Hands(), Recording: recording}, options.times)
		awaitEnds(ctx, recording, options.times)
		tap.Close() // after it nothing more is recorded
	})
	err = printRecording(cmd.OutOrStdout(), recording, options.json, done)
	<-done
	if ctx.Err() != nil && failed == nil {
		failed = errors.New("stopped before the script was done")
	}
	if reason := unreached(recording); reason != nil {
		failed = reason // what the client noticed follows from it
	}
	return errors.Join(err, failed, file.write("server at "+server.Address, recording))
}

// printRecording prints the events of a recording until done is closed.
func printRecording(w io.Writer, recording *wire.Recording, asJSON bool,
	done <-chan struct{}) error {
	out := bufio.NewWriter(w)
	for next, over := 1, false; ; {
		for _, event := range recording.From(next) {
			next = event.Number + 1
			if asJSON {
				// The writer keeps an error until the flush.
				_ = wire.WriteJSON(out, []wire.Event{event})
			} else {
				fmt.Fprintln(out, wire.Line(event))
			}
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("print the messages: %w", err)
		}
		if over {
			return nil
		}
		select {
		case <-recording.Updates(next - 1):
		case <-done:
			over = true // and print what came meanwhile
		}
	}
}

// awaitEnds waits until so many connections have ended, or as long as settleTime.
func awaitEnds(ctx context.Context, recording *wire.Recording, connections int) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	for ended, seen := 0, 0; ; {
		for _, event := range recording.From(seen + 1) {
			seen = event.Number
			switch event.Kind {
			case wire.Closed, wire.Reset, wire.Failed:
				ended++
			}
		}
		if ended >= connections {
			return
		}
		select {
		case <-recording.Updates(seen):
		case <-ctx.Done():
			return
		}
	}
}

// unreached returns why the first connection failed that did not reach the server, or nil.
func unreached(recording *wire.Recording) error {
	for _, event := range recording.From(1) {
		if event.Kind == wire.Failed {
			return fmt.Errorf("connect to the server: %s", event.Reason)
		}
	}
	return nil
}
