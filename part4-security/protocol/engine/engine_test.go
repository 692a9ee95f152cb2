package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"

	"wallsockets/part4-security/protocol/engine/enginetest"
)

var errBad = errors.New("a bad line")

// echo is a session that answers each line with itself. A few lines are
// special, and an end in the middle of a line is an error.
type echo struct{}

func (echo) Answer(in []byte, end error, reply []byte) Next {
	next := Next{Reply: reply, Want: NextRequest}
	for next.Want == NextRequest {
		size := bytes.IndexByte(in[next.Taken:], '\n') + 1
		if size == 0 {
			break
		}
		line := in[next.Taken : next.Taken+size]
		next.Taken += size
		switch string(line) {
		case "panic\n":
			panic("bad luck")
		case "bad\n":
			return Next{Reply: append(next.Reply, "refused\n"...), Want: End, Err: errBad, Linger: true}
		case "quit\n":
			next.Want = End
		}
		next.Reply = append(next.Reply, line...)
		if len(next.Reply) >= 64<<10 && next.Want != End {
			next.Want = Room
		}
	}
	unfinished := next.Taken < len(in)
	if unfinished && next.Want == NextRequest {
		next.Want = RestOfRequest
	}
	if end != nil {
		next.Want = End
	}
	switch {
	case end == ErrMemory || unfinished && end == os.ErrDeadlineExceeded:
		next.Reply = fmt.Appendf(next.Reply, "refused: %v\n", end)
		next.Err, next.Linger = end, true
	case unfinished && (end == io.EOF || end == ErrReset):
		next.Err = io.ErrUnexpectedEOF
	case end != io.EOF && end != ErrEnding:
		next.Err = end
	}
	return next
}

// late is what a client gets that does not finish its line in time.
var late = fmt.Sprintf("refused: %v\n", os.ErrDeadlineExceeded)

// listen serves an engine's clients until the test ends. It returns a function
// that connects one.
func listen(t testing.TB, network string, e *Engine) (dial func() net.Conn) {
	t.Helper()
	connect := enginetest.Listen(t, network, func(conn net.Conn) {
		e.Serve(t.Context(), conn, echo{})
	})
	return func() net.Conn { return enginetest.Within(t, connect()) }
}

// ask sends a line and expects it back.
func ask(t testing.TB, conn net.Conn, line string) {
	t.Helper()
	io.WriteString(conn, line)
	answer := make([]byte, len(line))
	if n, err := io.ReadFull(conn, answer); string(answer) != line {
		t.Fatalf("%q is answered %q, %v", line, answer[:n], err)
	}
}

// numbered returns n lines, all different.
func numbered(n int) string {
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, "line %d\n", i)
	}
	return lines.String()
}
