package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
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
		if err := s.step(ctx, step, clients); err != nil {
			return err
		}
		if err := s.await(ctx, step.Until, first); err != nil {
			return err
		}
	}
	return s.await(ctx, try.Sees, first)
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

// await waits until something was seen since the event of a number.
func (s *Session) await(ctx context.Context, sight course.Sight, first int) error {
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for !s.sees(sight, first) {
		select {
		case <-ticker.C:
		case <-s.over:
			return errors.New("the server was stopped")
		case <-ctx.Done():
			return fmt.Errorf("wait for %v: %w", sight, ctx.Err())
		}
	}
	return nil
}

// sees reports whether something was seen since the event of a number.
func (s *Session) sees(sight course.Sight, first int) bool {
	if sight.Output != "" {
		for _, line := range s.Server.Output().Lines {
			if strings.Contains(line.Text, sight.Output) {
				return true
			}
		}
		return false
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
