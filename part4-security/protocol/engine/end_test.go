//go:build unix

package engine

import (
	"io"
	"net"
	"strings"
	"testing"

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
