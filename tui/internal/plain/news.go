package plain

import (
	"time"

	"wallsockets/tui/internal/runner"
)

// await tells what happens until done says so, but not for long.
func (s *stand) await(done func() bool) {
	limit := time.After(s.patience)
	for {
		s.tell()
		if done() {
			s.tell()
			return
		}
		select {
		case <-s.session.News():
		case <-limit:
			return
		case <-s.ctx.Done():
			return
		}
	}
}

// tell tells what has happened since the last time, and returns whether there
// was anything.
func (s *stand) tell() bool {
	told := false
	for _, entry := range s.feed.Next() {
		text := report(entry)
		if !entry.IsLine() {
			text = sentence(entry.Event)
		}
		if entry.Lost > 0 {
			s.say("Too much happened at once: %d older ones are not told.", entry.Lost)
		}
		if text != "" {
			s.say("%s", text)
			told = true
		}
	}
	for i, client := range s.clients {
		if s.hasNewlyEnded(client) {
			s.say("Client %d has ended: %s.", i+1, client.Ended())
			told = true
		}
	}
	if s.hasNewlyEnded(s.session.Server) {
		s.say("The server has ended: %s.", s.session.Server.Ended())
		told = true
	}
	return told
}

// hasNewlyEnded tells of a program once that it has ended.
func (s *stand) hasNewlyEnded(process *runner.Process) bool {
	if process.Ended() == "" || s.told[process] {
		return false
	}
	s.told[process] = true
	return true
}

// news tells what is new.
func (s *stand) news() error {
	if s.isStarted() && !s.tell() {
		s.say("Nothing is new.")
	}
	return nil
}

// output writes all that the server printed.
func (s *stand) output() error {
	if !s.isStarted() {
		return nil
	}
	output := s.session.Server.Output()
	if output.Dropped > 0 {
		s.say("The first %d lines are not kept.", output.Dropped)
	}
	var lines []string
	for _, line := range output.Lines {
		lines = append(lines, line.Text)
	}
	return s.page(lines)
}

// stop stops the server and the clients.
func (s *stand) stop() error {
	if s.isStarted() {
		s.end()
	}
	return nil
}

// end stops all that runs, and tells how it ended.
func (s *stand) end() {
	if s.session == nil {
		return
	}
	s.session.Stop()
	s.tell()
	s.session = nil
}
