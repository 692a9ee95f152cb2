package stagetest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
)

// HalfCloser is a connection that can be closed for writing alone.
type HalfCloser interface {
	net.Conn
	CloseWrite() error
}

// Dial connects to the server. The test is the client.
func (s *Server) Dial() HalfCloser {
	s.T.Helper()
	conn, err := net.DialTimeout(s.Stage.Network, s.Address, Patience)
	if err != nil {
		s.T.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(Patience))
	s.T.Cleanup(func() { conn.Close() })
	return conn.(HalfCloser)
}

// Call sends the pieces, each in its own write, and returns everything that comes
// back. It is no error if the server closes before it has read all of them.
func (s *Server) Call(pieces ...string) string {
	s.T.Helper()
	conn := s.Dial()
	for _, piece := range pieces {
		if _, err := io.WriteString(conn, piece); err != nil {
			break
		}
	}
	return s.Rest(conn)
}

// Rest reads to the end, which must come before the deadline, and closes conn.
func (s *Server) Rest(conn net.Conn) string {
	s.T.Helper()
	defer conn.Close()
	answer, err := io.ReadAll(conn)
	if err != nil && !isReset(err) {
		s.T.Errorf("%s: read %q, then %v", s.Stage.ID, answer, err)
	}
	return string(answer)
}

func isReset(err error) bool {
	return strings.Contains(err.Error(), syscall.ECONNRESET.Error())
}

// ClientArguments returns the arguments with which a client finds the server.
func (s *Server) ClientArguments() []string { return s.Stage.Arguments(s.Address) }

// AnswersWhole has a conversation and reports whether an answer came. It fails
// the test if only part of the answer came.
func (s *Server) AnswersWhole(exchange course.Exchange) bool {
	conn, err := net.DialTimeout(s.Stage.Network, s.Address, Patience)
	if err != nil {
		return false // the server is gone
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(Patience))
	fmt.Fprintln(conn, exchange.Send)
	answer, _ := io.ReadAll(conn) // a reset counts as the end here
	if len(answer) > 0 && string(answer) != exchange.Want {
		s.T.Errorf("%s: %q is answered %q, want all of %q or nothing",
			s.Stage.ID, exchange.Send, answer, exchange.Want)
	}
	return len(answer) > 0
}

// ReadLine reads a line, which must come before the deadline.
func ReadLine(t testing.TB, from io.Reader) string {
	t.Helper()
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil {
		t.Fatalf("read %q, then %v", line, err)
	}
	return line
}
