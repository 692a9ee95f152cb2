package plain

import (
	"context"
	"fmt"
	"strings"

	"wallsockets/tui/internal/runner"
)

// await writes what happens until done holds, for no longer than the guide's
// patience.
func (s *partRun) await(done func() bool) {
	ctx, cancel := context.WithTimeout(s.ctx, s.patience)
	defer cancel()
	s.follow(ctx, done)
}

// follow writes what happens until done holds or ctx ends.
func (s *partRun) follow(ctx context.Context, done func() bool) {
	for ctx.Err() == nil {
		s.sayUpdates()
		if done() {
			break
		}
		select {
		case <-s.session.Updates():
		case <-ctx.Done():
		}
	}
	s.sayUpdates()
}

// sayUpdates writes what has happened since the last call. It reports whether
// there was anything.
func (s *partRun) sayUpdates() bool {
	said := false
	for _, entry := range s.feed.Next() {
		text := ""
		switch {
		case entry.IsLine() && entry.Client != nil:
			text = lineSentence(entry, s.who(entry.Client))
		case entry.IsLine():
			text = lineSentence(entry, "The server")
		case entry.IsName():
			text = fmt.Sprintf("The client of connection %d is %s", entry.Named.Number,
				entry.Named.Client())
		default:
			text = eventSentence(entry.Event)
		}
		if entry.Lost > 0 {
			s.say("Too much happened at once: %d earlier events are left out.", entry.Lost)
		}
		if text != "" {
			s.say("%s", text)
			said = true
		}
	}
	for _, client := range s.clients {
		if s.hasNewlyEnded(client) {
			s.say("The client (%s) has ended: %s.", s.session.Name(client), client.Ended())
			said = true
		}
	}
	if s.hasNewlyEnded(s.session.Server) {
		s.say("The server has ended: %s.", s.session.Server.Ended())
		said = true
	}
	return said
}

// who names a program other than the server: a client, or another server that a try
// has started.
func (s *partRun) who(process *runner.Process) string {
	kind := "client"
	if strings.HasSuffix(process.Name(), " server") {
		kind = "other server"
	}
	return fmt.Sprintf("The %s (%s)", kind, s.session.Name(process))
}

// hasNewlyEnded reports whether a program has ended, once for each program.
func (s *partRun) hasNewlyEnded(process *runner.Process) bool {
	if process.Ended() == "" || s.ended[process] {
		return false
	}
	s.ended[process] = true
	return true
}

// updates writes what is new.
func (s *partRun) updates() error {
	if s.isStarted() && !s.sayUpdates() {
		s.say("Nothing is new.")
	}
	return nil
}

// output writes all that the server printed.
func (s *partRun) output() error {
	if !s.isStarted() {
		return nil
	}
	output := s.session.ServerOutput()
	if output.Dropped > 0 {
		s.say("The first %d lines were not kept.", output.Dropped)
	}
	var lines []string
	for _, line := range output.Lines {
		lines = append(lines, line.Text)
	}
	return s.page(lines)
}

// stop stops the server and the clients.
func (s *partRun) stop() error {
	if s.isStarted() {
		s.end()
	}
	return nil
}

// end stops all that is running and says how it ended.
func (s *partRun) end() {
	if s.session == nil {
		return
	}
	s.session.Stop()
	s.sayUpdates()
	s.session = nil
}
