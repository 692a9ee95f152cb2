package session

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"wallsockets/tui/internal/runner"
)

// named matches what a server prints of a peer, an address or a process, and what
// it quotes: that was said by a client and stays as it is.
var named = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*(?:\"|$)|`[^`]*(?:`|$)|" +
	`(?:\d+\.\d+\.\d+\.\d+|\[[0-9A-Fa-f:.]+\]):\d+|\bprocess \d+\b`)

// listening begins a server's ready line.
const listening = "listening on "

// annotate returns a line that the server printed, with the names of the
// connections that it is about. The server's peer is the relay; what it prints of
// one is the relay's port or process:
//
//	accept(5, 127.0.0.1:50014 = #1) = 6
//	user 0 (root), process 26213 (the relay of #1, process 26337): "the"
//
// Complete reports whether each peer in the line is known, or none of this session.
func (s *Session) annotate(line runner.Line) (annotated string, complete bool) {
	if line.Text == listening+s.target {
		return fmt.Sprintf("%s (for the relay; clients connect to %s)", line.Text,
			s.Address()), true
	}
	complete = true
	return named.ReplaceAllStringFunc(line.Text, func(name string) string {
		note, known := s.note(name, line.Time)
		complete = complete && known
		return name + note
	}), complete
}

// note returns what to write after a name in a line of the server. Known reports
// whether the name needs none, or has one.
func (s *Session) note(name string, at time.Time) (note string, known bool) {
	if strings.ContainsAny(name[:1], "\"`") || name == s.target {
		return "", true
	}
	isProcess := strings.HasPrefix(name, "process ")
	if isProcess && name == fmt.Sprintf("process %d", os.Getpid()) {
		return " (the relay)", true
	}
	conn, found := s.Recording.Seen(name, at)
	switch {
	case !found:
		return "", false
	case !isProcess:
		return fmt.Sprintf(" = #%d", conn.Number), true
	case conn.Process == 0:
		return fmt.Sprintf(" (the relay of #%d)", conn.Number), true
	}
	return fmt.Sprintf(" (the relay of #%d, process %d)", conn.Number, conn.Process), true
}

// ServerOutput returns what the server printed, like Process.Output. Behind each
// peer that the server names stands the connection, for its peers are the relay's.
func (s *Session) ServerOutput() runner.Output {
	output := s.Server.Output()
	for i, line := range output.Lines {
		if line.Source != runner.Stdin {
			output.Lines[i].Text, _ = s.annotate(line)
		}
	}
	return output
}

// Name returns what to call a program that the session has started: a client by its
// connection if it has one, "#4 part1-basic-client, process 30761", or else by its
// process.
func (s *Session) Name(process *runner.Process) string {
	if process == s.Server {
		return "server"
	}
	if conn, found := s.Recording.Of(process.Pid()); found {
		return conn.String()
	}
	return fmt.Sprintf("process %d", process.Pid())
}
