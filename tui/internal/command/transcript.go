package command

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// settleTime is how long to wait for the last messages after a program has ended:
// the tap notices the end of its connection a moment later.
const settleTime = 2 * time.Second

// transcript prints what happens in a session: the messages as lines or as JSON,
// and what the programs print between them, or with JSON on standard error.
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

// say prints a line that is not a message.
func (t *transcript) say(format string, args ...any) {
	fmt.Fprintf(t.aside, format+"\n", args...)
}

// follow prints what happens until done holds or ctx ends.
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

// followUntil prints what happens until done is closed or ctx ends.
func (t *transcript) followUntil(ctx context.Context, done <-chan struct{}) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	guard.Go(func() {
		select {
		case <-done:
			cancel()
		case <-ctx.Done():
		}
	})
	return t.follow(ctx, func() bool { return false })
}

// settle prints what is still on its way after a program has ended, until done
// holds; then it stops the session and prints the rest.
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

// quiet reports whether no connection is open.
func (t *transcript) quiet() bool { return t.feed.Open() == 0 }

// print prints what is new.
func (t *transcript) print() error {
	for _, entry := range t.feed.Next() {
		if entry.Lost > 0 {
			t.say("(too much at once: %d earlier lines are left out)", entry.Lost)
		}
		switch {
		case entry.IsLine():
			t.printLine(entry)
		case entry.IsName():
			t.say("%s is %s", entry.Named.Address, entry.Named)
		case t.json:
			// The writer keeps an error until the flush.
			_ = wire.WriteJSON(t.out, []wire.Event{entry.Event})
		default:
			fmt.Fprintln(t.out, wire.Line(entry.Event))
		}
	}
	if err := t.out.Flush(); err != nil {
		return fmt.Errorf("print the messages: %w", err)
	}
	_ = t.aside.Flush() // on standard error nothing is lost that matters
	return nil
}

// printLine prints a line of a program in the columns of wire.Line, with another
// sign after the program.
func (t *transcript) printLine(entry session.Entry) {
	who, sign := "server", "|"
	if entry.Client != nil {
		who = "client"
	}
	isError := entry.Line.Source == runner.Stderr
	switch {
	case entry.Line.Source == runner.Stdin,
		isError && entry.Line.Open && entry.Client != nil:
		return // the client's question, and the words, which are also a message
	case isError:
		sign = "!"
	}
	text := printable.Text([]byte(entry.Line.Text)) + printable.More(entry.Line.Cut)
	t.say("%18s%6s%s %s", "", who, sign, text)
}
