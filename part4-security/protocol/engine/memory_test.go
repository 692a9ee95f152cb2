//go:build unix

package engine

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol/engine/enginetest"
)

// What clients make the server hold is bounded for all of them together. Those
// with small requests are served all the same, and when the others have gone
// everything is as before.
func TestMemoryOfAllTogether(t *testing.T) {
	for name, test := range map[string]struct {
		send func(io.Writer)
		want error
	}{
		"never read": {sendForEver, errUnread},
		"never end": {func(w io.Writer) {
			io.WriteString(w, strings.Repeat("x", 12_000))
		}, ErrMemory},
	} {
		t.Run(name, func(t *testing.T) {
			l := limits.Default()
			l.Memory, l.Clients = 64<<10, 16
			l.WriteTime, l.RequestTime = time.Minute, time.Minute
			const clients, most = 20, 8 // that this memory is enough for
			e := New(l)
			ended := make(chan error, clients+1)
			start := func() (client net.Conn) {
				client, server := enginetest.Pair(t, "unix")
				go func() {
					err := e.Serve(t.Context(), server, echo{})
					server.Close()
					ended <- err
				}()
				return client
			}
			var all []net.Conn
			for range clients {
				client := start()
				go test.send(client)
				all = append(all, client)
			}
			for range clients - most { // at once, not after a minute
				if err := <-ended; !errors.Is(err, test.want) {
					t.Errorf("it ended by %v, want %v", err, test.want)
				}
			}
			modest := start()
			ask(t, modest, "whale\n")
			for _, client := range append(all, modest) {
				client.Close()
			}
			for range most + 1 {
				<-ended
			}
			if held := e.memory.total.Load(); held != 0 {
				t.Errorf("%d bytes are still counted when all have gone", held)
			}
		})
	}
}
