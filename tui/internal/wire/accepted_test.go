package wire

import (
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

// lazy is a server that accepts a client when it is told to, and answers each
// with its number.
type lazy struct {
	net.Listener
	target Address
}

func newLazy(t testing.TB, network string) *lazy {
	t.Helper()
	ln, err := net.Listen(network, free(t, network))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return &lazy{ln, Address{network, ln.Addr().String()}}
}

// next accepts a client.
func (l *lazy) next(t testing.TB) net.Conn {
	t.Helper()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// untilStory waits until the recording has the text in its story.
func untilStory(t testing.TB, r *Recording, text string) {
	t.Helper()
	for {
		seen := r.Dropped() + r.Len()
		got := story(r.From(1))
		if strings.Contains(got, text) {
			return
		}
		if !happens(r.Updates(seen)) {
			t.Fatalf("%q is not in\n%s", text, got)
		}
	}
}

// needKernel skips a test on systems where the kernel does not say what is in the
// queue.
func needKernel(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says what is in the queue of a listener")
	}
}

// A connection that the server does not accept waits in the queue, with what its
// client has sent, until the server takes it out.
func TestQueued(t *testing.T) {
	needKernel(t)
	networks(t, func(t *testing.T, network string) {
		l := newLazy(t, network)
		tapped, r := tap(t, l.target)
		first := dial(t, tapped)
		untilStory(t, r, "#1 client> queued\n")
		send(t, first, "early\n")
		untilStory(t, r, "#1 client> 6 \"early\\n\"\n")
		dial(t, tapped)
		untilStory(t, r, "#2 client> queued\n")
		expect(t, l.next(t), "early\n")
		untilStory(t, r, "#1 server> accepted\n")
		if got := story(r.From(1)); strings.Contains(got, "#2 server> accepted") {
			t.Errorf("the second client was not accepted yet, but recorded is\n%s", got)
		}
		l.next(t)
		untilStory(t, r, "#2 server> accepted\n")
	})
}

// A server that ends resets what is in its queue. It never accepted that, and what it
// answered before is recorded before.
func TestQueuedThenReset(t *testing.T) {
	needKernel(t)
	networks(t, func(t *testing.T, network string) {
		needReset(t, network)
		l := newLazy(t, network)
		tapped, r := tap(t, l.target)
		dial(t, tapped)
		served := l.next(t)
		untilStory(t, r, "#1 server> accepted\n")
		for number := 2; number < 10; number++ {
			dial(t, tapped)
			untilStory(t, r, fmt.Sprintf("#%d client> queued\n", number))
		}
		send(t, served, "bye")
		l.Close()
		for number := 2; number < 10; number++ {
			untilStory(t, r, fmt.Sprintf("#%d server> reset\n", number))
		}
		got := story(r.From(1))
		before, _, _ := strings.Cut(got, "reset")
		if !strings.Contains(before, "bye") || strings.Count(got, "accepted") != 1 {
			t.Errorf("recorded:\n%s", got)
		}
	})
}

// A server that answers and closes at once has accepted.
func TestAcceptedAndGone(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, func(stream) {}))
		for range 20 {
			dial(t, tapped).CloseWrite()
		}
		events := until(t, r, 20*4)
		counts := map[Kind]int{}
		for _, e := range events {
			counts[e.Kind]++
		}
		if counts[Accepted] != 20 {
			t.Errorf("20 connections have the events %v, want each accepted", counts)
		}
	})
}

// Where the kernel cannot be asked, the stage's rule holds.
func TestAcceptedWithoutKernel(t *testing.T) {
	for _, once := range []bool{true, false} {
		q := &queue{ctx: t.Context(), once: once}
		r := NewRecording()
		for range 2 {
			q.admit(&conn{number: r.Connection(), recording: r})
		}
		want := "#1 server> accepted\n#2 server> accepted\n"
		if once {
			want = "#1 server> accepted\n#2 client> queued\n"
		}
		if got := story(r.From(1)); got != want {
			t.Errorf("once %v: recorded\n%s\nwant\n%s", once, got, want)
		}
	}
}

// BenchmarkQueued measures what it costs to ask about a thousand connections that
// wait.
func BenchmarkQueued(b *testing.B) {
	for _, network := range []string{"tcp", "unix"} {
		b.Run(network, func(b *testing.B) {
			l := newLazy(b, network)
			q := &queue{ctx: b.Context(), kernel: openKernel()}
			defer q.kernel.close()
			for range 1000 {
				c, err := net.DialTimeout(network, l.target.Address, time.Second)
				if err != nil {
					b.Skip("the queue is too short: ", err)
				}
				defer c.Close()
				q.waiting = append(q.waiting, &conn{server: c.(stream)})
			}
			for b.Loop() {
				if !q.round() {
					b.Fatal("nothing waits")
				}
			}
		})
	}
}
