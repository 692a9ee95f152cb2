package command

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// settleTime is how long what is over may take to be seen: a client that has
// ended has closed its connection, which the tap learns a moment later.
const settleTime = 2 * time.Second

// transcript prints what happens in a session. Messages go out, as lines or as
// JSON; what the programs print goes between them, or beside them with JSON.
type transcript struct {
	session *session.Session
	feed    *session.Feed
	out     *bufio.Writer
	aside   *bufio.Writer
	json    bool
}

func newTranscript(cmd *cobra.Command, s *session.Session, asJSON bool) *transcript {
	t := &transcript{session: s, feed: session.NewFeed(s), json: asJSON,
		out: bufio.NewWriter(cmd.OutOrStdout())}
	t.aside = t.out
	if asJSON {
		t.aside = bufio.NewWriter(cmd.ErrOrStderr())
	}
	return t
}

// say prints a line of the command's own.
func (t *transcript) say(format string, args ...any) {
	fmt.Fprintf(t.aside, format+"\n", args...)
}

// follow prints what happens until done says so, or ctx ends.
func (t *transcript) follow(ctx context.Context, done func() bool) error {
	for {
		if err := t.print(); err != nil || done() {
			return err
		}
		select {
		case <-t.session.Updates():
		case <-ctx.Done():
			return nil
		}
	}
}

// settle prints what is under way when a program has ended, then stops all,
// and prints the rest.
func (t *transcript) settle(ctx context.Context, done func() bool) error {
	soon, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	err := t.follow(soon, done)
	t.session.Stop()
	if err != nil {
		return err
	}
	return t.print()
}

// quiet tells whether no connection is open.
func (t *transcript) quiet() bool { return t.feed.Open() == 0 }

// print prints what is new.
func (t *transcript) print() error {
	for _, entry := range t.feed.Next() {
		if entry.Lost > 0 {
			t.say("(too much at once: %d older ones are not shown)", entry.Lost)
		}
		switch {
		case entry.IsLine():
			t.printLine(entry)
		case t.json:
			// The writer remembers an error for the flush.
			_ = wire.WriteJSON(t.out, []wire.Event{entry.Event})
		default:
			fmt.Fprintln(t.out, wire.Line(entry.Event))
		}
	}
	if err := t.out.Flush(); err != nil {
		return fmt.Errorf("print the messages: %w", err)
	}
	_ = t.aside.Flush() // what goes to standard error is not missed
	return nil
}

// printLine prints a line of a program's in the columns of wire.Line, with
// another sign behind who it is from.
func (t *transcript) printLine(entry session.Entry) {
	who, sign := "server", "|"
	if entry.Client > 0 {
		who = "client"
	}
	isError := entry.Line.Source == runner.Stderr
	switch {
	case entry.Line.Source == runner.Stdin,
		isError && entry.Line.Open && entry.Client > 0:
		return // the client's question, and the words, which are a message, too
	case isError:
		sign = "!"
	}
	text := printable.Text([]byte(entry.Line.Text)) + printable.More(entry.Line.Cut)
	t.say("%18s%6s%s %s", "", who, sign, text)
}
