//go:build unix

package engine

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol/engine/enginetest"
)

// What a client sends after the end of a conversation does not cost it the
// answers that are still on their way, because it has not read yet.
func TestSurplusAfterTheEnd(t *testing.T) {
	lines := numbered(3000)
	for name, test := range map[string]struct {
		sent []string
		want string
	}{
		"quit, at once":    {[]string{lines + "quit\n" + strings.Repeat("x", 200_000)}, lines + "quit\n"},
		"quit, later":      {[]string{lines + "quit\n", "x\n"}, lines + "quit\n"},
		"refusal, at once": {[]string{lines + "bad\nsurplus\n"}, lines + "refused\n"},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := enginetest.Pair(t, "tcp")
			client.(*net.TCPConn).SetReadBuffer(4 << 10)
			go func() {
				New(limits.Default()).Serve(t.Context(), server, echo{})
				server.Close()
			}()
			go func() {
				for _, piece := range test.sent {
					io.WriteString(client, piece)
				}
			}()
			got, err := io.ReadAll(client)
			if string(got) != test.want || err != nil {
				t.Errorf("read %d bytes, %v, want %d and the end", len(got), err, len(test.want))
			}
		})
	}
}

// A client that resets the connection causes an error only if it leaves a
// request unfinished.
func TestReset(t *testing.T) {
	for _, test := range []struct {
		sent string
		want error
	}{
		{"", nil}, {"whale\n", nil}, {"the", io.ErrUnexpectedEOF},
	} {
		client, server := enginetest.Pair(t, "tcp")
		enginetest.Within(t, server)
		io.WriteString(client, test.sent)
		client.(*net.TCPConn).SetLinger(0)
		client.Close()
		err := New(limits.Default()).Serve(t.Context(), server, echo{})
		if err != test.want {
			t.Errorf("a client that sends %q and resets: %v, want %v", test.sent, err, test.want)
		}
	}
}

// endsMeanwhile is a connection whose server is asked to end while the first
// deadline is being set.
type endsMeanwhile struct {
	net.Conn
	end         func()
	first       sync.Once
	interrupted chan struct{}
}

func (c *endsMeanwhile) SetReadDeadline(t time.Time) error {
	first := false
	c.first.Do(func() { first = true })
	if !first {
		defer func() { c.interrupted <- struct{}{} }()
		return c.Conn.SetReadDeadline(t)
	}
	c.end()
	<-c.interrupted
	return c.Conn.SetReadDeadline(t) // replaces the one of the interrupt
}

// A server that was asked to end does not wait for a deadline that a client has
// set at the same moment.
func TestEndingMeetsADeadline(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	ctx, end := context.WithCancel(t.Context())
	conn := &endsMeanwhile{Conn: here, end: end, interrupted: make(chan struct{}, 3)}
	done := make(chan error, 1)
	go func() { done <- New(limits.Default()).Serve(ctx, conn, echo{}) }()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(limits.Default().FirstByteTime / 2):
		t.Error("the client is served although the server was asked to end")
	}
}
