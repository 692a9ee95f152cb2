package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// glance is how often Play looks whether what it waits for has happened.
const glance = 20 * time.Millisecond

// Play has the clients of a try do their steps, and returns once what is to be seen
// has happened. Their connections stay open until then. The error says what did not
// happen before the context ended.
func (s *Session) Play(ctx context.Context, try course.Try) error {
	first := s.Recording.Dropped() + s.Recording.Len() + 1
	clients := make(map[int]net.Conn)
	defer func() {
		for _, conn := range clients {
			conn.Close()
		}
	}()
	for _, step := range try.Steps {
		if err := s.take(ctx, step, clients); err != nil {
			return err
		}
		if err := s.awaitSight(ctx, step.Until, first); err != nil {
			return err
		}
	}
	return s.awaitSight(ctx, try.Sees, first)
}

// take takes a step of any kind.
func (s *Session) take(ctx context.Context, step course.TryStep, clients map[int]net.Conn) error {
	switch {
	case step.Program != "":
		return s.program(ctx, step)
	case step.Words != "":
		return s.reload(step.Words)
	}
	return s.step(ctx, step, clients)
}

// step has a client do a step.
func (s *Session) step(ctx context.Context, step course.TryStep, clients map[int]net.Conn) error {
	conn := clients[step.Client]
	if conn == nil {
		var dialer net.Dialer
		var err error
		if conn, err = dialer.DialContext(ctx, s.Stage.Network, s.Address()); err != nil {
			return fmt.Errorf("connect client %d: %w", step.Client, err)
		}
		clients[step.Client] = conn
		if err := s.await(ctx, fmt.Sprintf("client %d to reach the server", step.Client),
			func() bool { return s.reached(conn.LocalAddr()) }); err != nil {
			return err
		}
		// A client that reads nothing would reset its connection at the end.
		guard.Go(func() { _, _ = io.Copy(io.Discard, conn) })
	}
	for _, piece := range pieces(step) {
		if _, err := io.WriteString(conn, piece); err != nil {
			break // the server may well have had enough: that is what a try shows
		}
		if step.Every > 0 {
			select {
			case <-time.After(step.Every):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	if step.Close {
		return conn.Close()
	}
	return nil
}

// pieces returns what a step sends at once: all of it, or byte by byte.
func pieces(step course.TryStep) []string {
	switch {
	case step.Send == "":
		return nil
	case step.Every > 0:
		return strings.Split(step.Send, "")
	}
	return []string{step.Send}
}

// reached reports whether the relay has connected to the server for a client, or could
// not. A server of one client ends while it is still asked otherwise.
func (s *Session) reached(client net.Addr) bool {
	if client.Network() != "tcp" {
		return true // the addresses of unix sockets are all the same
	}
	number := 0
	for _, event := range s.Recording.From(1) {
		if event.Kind == wire.Connected && s.Recording.Conn(event.Conn).Address == client.String() {
			number = event.Conn
		}
		if event.Kind == wire.Failed && event.Conn == number {
			return true
		}
	}
	return number > 0 && s.Recording.Conn(number).Relay != ""
}

// await waits until something has happened, which what names.
func (s *Session) await(ctx context.Context, what string, happened func() bool) error {
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for !happened() {
		select {
		case <-ticker.C:
		case <-s.over:
			return errors.New("the server was stopped")
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		}
	}
	return nil
}

// awaitSight waits until something was seen since the event of a number.
func (s *Session) awaitSight(ctx context.Context, sight course.Sight, first int) error {
	return s.await(ctx, sight.String(), func() bool { return s.sees(sight, first) })
}

// sees reports whether something was seen: of events since a number, of what the
// programs have printed since their start.
func (s *Session) sees(sight course.Sight, first int) bool {
	if sight.Output != "" {
		return slices.ContainsFunc(s.processes(), func(process *runner.Process) bool {
			return hasPrinted(process, sight.Output)
		})
	}
	if sight.Kind == "" {
		return true
	}
	for _, event := range s.Recording.From(first) {
		if event.Kind.String() == sight.Kind && event.From.String() == sight.From &&
			(event.Kind != wire.Data || strings.Contains(string(event.Data), sight.Text)) {
			return true
		}
	}
	return false
}
