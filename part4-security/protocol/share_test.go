//go:build unix

package protocol

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// What clients make the server hold is bounded for all of them together. Those
// with small requests are served all the same, and when the others are gone
// everything is as before.
func TestMemoryOfAllTogether(t *testing.T) {
	big, _ := mget(1000)
	for name, test := range map[string]struct {
		send func(io.Writer)
		told error
	}{
		"never read": {func(w io.Writer) {
			for {
				if _, err := io.WriteString(w, big); err != nil {
					return
				}
			}
		}, errUnread},
		"never end": {func(w io.Writer) {
			io.WriteString(w, big[:len(big)-1])
		}, errUnsent},
	} {
		t.Run(name, func(t *testing.T) {
			s := service(t)
			s.limits.Memory, s.limits.Clients = 64<<10, 16
			s.limits.Write, s.limits.Whole = time.Minute, time.Minute
			const clients, most = 20, 8 // that so much memory is enough for
			ended := make(chan error, clients+1)
			talk := func() (client net.Conn) {
				client, server := pair(t)
				go func() {
					_, err := s.Converse(t.Context(), server)
					server.Close()
					ended <- err
				}()
				return client
			}
			var all []net.Conn
			for range clients {
				client := talk()
				go test.send(client)
				all = append(all, client)
			}
			for range clients - most { // at once, not after a minute
				if err := <-ended; !errors.Is(err, test.told) {
					t.Errorf("it ended by %v, want %v", err, test.told)
				}
			}
			modest := talk()
			askFor(t, modest, "GET whale", "$2\r\n10\r\n")
			for _, client := range append(all, modest) {
				client.Close()
			}
			for range most + 1 {
				<-ended
			}
			if held := s.pending.Load(); held != 0 {
				t.Errorf("%d bytes are held when all are gone", held)
			}
		})
	}
}
