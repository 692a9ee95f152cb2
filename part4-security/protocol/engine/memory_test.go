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
		"never read": {sendForEver, ErrUnread},
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

// What is counted for a client is what it makes the server hold: the beginning
// of a request, and nothing once that is answered, while the client lingers or
// when its session has panicked.
func TestMemoryOfOne(t *testing.T) {
	e := New(limits.Default())
	for name, test := range map[string]struct {
		rest, answer string
		closes       bool
	}{
		"idle":     {"le\n", "whale\n", false},
		"lingers":  {"le\nbad\n", "whale\nrefused\n", false},
		"panicked": {"le\npanic\n", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := enginetest.Pair(t, "unix")
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				defer server.Close()
				defer func() { recover() }()
				e.Serve(t.Context(), server, echo{})
			}()
			io.WriteString(client, "wha")
			counted(t, e, ended, func(held int64) bool { return held > 0 })
			io.WriteString(client, test.rest)
			if answer := make([]byte, len(test.answer)); !test.closes {
				if _, err := io.ReadFull(client, answer); err != nil || string(answer) != test.answer {
					t.Fatalf("read %q, %v, want %q", answer, err, test.answer)
				}
				counted(t, e, ended, func(held int64) bool { return held == 0 })
				client.Close()
			}
			<-ended
			if held := e.memory.total.Load(); held != 0 {
				t.Errorf("%d bytes are counted when the client has gone", held)
			}
		})
	}
}

// counted polls until what is counted is as wanted, before the client's end.
func counted(t *testing.T, e *Engine, ended chan struct{}, wanted func(int64) bool) {
	t.Helper()
	for {
		held := e.memory.total.Load()
		select {
		case <-ended:
			t.Fatalf("the conversation has ended; %d bytes are counted", held)
		case <-time.After(time.Millisecond):
		}
		if wanted(held) {
			return
		}
	}
}
