package wire

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"wallsockets/part5-unix/unixsocket"
)

// The recording knows each client and what the server sees in its place; the event
// and the table say the same.
func TestWho(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		l := newLazy(t, network)
		tapped, r := tap(t, l.target)
		client := dial(t, tapped)
		served := l.next(t)
		until(t, r, 2)
		want := Conn{Number: 1, Address: client.LocalAddr().String(),
			Relay: served.RemoteAddr().String()}
		if network == "unix" {
			peer, err := unixsocket.PeerOf(served)
			if err != nil {
				t.Skip(err)
			}
			want.Address, want.Relay = "", fmt.Sprintf("process %d", peer.PID)
			want.Process = os.Getpid()
		} else if runtime.GOOS == "linux" {
			want.Process = os.Getpid()
			for r.Conn(1).Process == 0 {
				wait(t, r.Identified())
			}
		}
		got := r.Conn(1)
		if got.Address != want.Address || got.Relay != want.Relay ||
			got.Process != want.Process || !strings.HasPrefix(got.String(), "#1 ") {
			t.Errorf("the connection is %+v, want %+v", got, want)
		}
		if again := parsePeer(r.From(1)[0].Peer); again.peer() != got.peer() {
			t.Errorf("the event has %+v, the table %+v", again, got)
		}
		if seen, found := r.Seen(want.Relay, time.Now()); !found || seen.Number != 1 {
			t.Errorf("Seen(%q) = %+v, %v, want #1", want.Relay, seen, found)
		}
		if seen, found := r.Seen(want.Relay, r.From(1)[0].Time.Add(-1)); found {
			t.Errorf("before it connected, Seen(%q) = %+v", want.Relay, seen)
		}
	})
}

// A client over TCP is found by its socket, among the session's own processes and
// among all.
func TestFindProcess(t *testing.T) {
	needKernel(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	s := &search{ctx: t.Context(), recording: NewRecording(), kernel: openKernel(),
		own: func() []int { return []int{os.Getpid()} }}
	defer s.kernel.close()
	who, inode := s.who(conn.(stream))
	number := s.recording.Connection()
	s.recording.Add(Event{Conn: number, Kind: Connected, Peer: who.peer()})
	s.find(number, inode)
	if s.recording.Conn(number).Process == 0 {
		t.Error("a process of the session is not found at once")
	}
	program := programOf(os.Getpid())
	want := fmt.Sprintf("#1 %s, process %d", program, os.Getpid())
	if got := s.recording.Conn(1); got.String() != want ||
		!strings.HasPrefix(got.User, fmt.Sprintf("user %d", os.Getuid())) {
		t.Errorf("the connection is %q, %+v, want %q", got, got, want)
	}
	if newest, found := s.recording.Of(os.Getpid()); !found || newest.Number != 1 {
		t.Errorf("Of = %+v, %v", newest, found)
	}
	if newest, found := s.recording.Of(groupOf(os.Getpid())); !found || newest.Number != 1 {
		t.Errorf("Of the group = %+v, %v", newest, found)
	}
	// Not one of the session's own: found in the background.
	s.own = func() []int { return nil }
	other := s.recording.Connection()
	s.recording.Add(Event{Conn: other, Kind: Connected, Peer: who.peer()})
	s.find(other, inode)
	s.searches.Wait()
	if got := s.recording.Conn(other).Process; got != os.Getpid() {
		t.Errorf("among all processes it is found as %d, want %d", got, os.Getpid())
	}
}

// What is known survives as the text of an event, whatever the program's name.
func TestPeerText(t *testing.T) {
	for text, want := range map[string]Conn{
		"127.0.0.1:51234":           {Address: "127.0.0.1:51234"},
		"":                          {},
		"user 0 (root), process 42": {User: "user 0 (root)", Process: 42},
		"nc, user 0 (root), process 42, 127.0.0.1:5; the server sees [::1]:6": {
			Program: "nc", User: "user 0 (root)", Process: 42, Address: "127.0.0.1:5",
			Relay: "[::1]:6"},
		"a, user 1, process 2, user 3, process 4; the server sees process 5": {
			Program: "a, user 1, process 2", User: "user 3", Process: 4,
			Relay: "process 5"},
		"user 1000 (pete), [::1]:5": {User: "user 1000 (pete)", Address: "[::1]:5"},
	} {
		if got := parsePeer(text); got != want || got.peer() != text {
			t.Errorf("parsePeer(%q) = %+v, which is %q; want %+v", text, got, got.peer(), want)
		}
	}
}

// Names are as complete as what is known.
func TestConnString(t *testing.T) {
	for want, c := range map[string]Conn{
		"#4 nc, process 30761": {Number: 4, Program: "nc", Process: 30761,
			Address: "127.0.0.1:5"},
		"#4 process 30761": {Number: 4, Process: 30761},
		"#4 127.0.0.1:5":   {Number: 4, Address: "127.0.0.1:5"},
		"#4":               {Number: 4},
	} {
		if got := c.String(); got != want {
			t.Errorf("%+v is %q, want %q", c, got, want)
		}
	}
}

// The table is as bounded as the events: it forgets a connection when its end is
// dropped, and keeps one that is open.
func TestTableIsBounded(t *testing.T) {
	r := newRecording(100, MaxBytes)
	open := r.Connection()
	r.Add(Event{Conn: open, Kind: Connected, Peer: "127.0.0.1:1"})
	for range 1000 {
		n := r.Connection()
		r.Add(Event{Conn: n, Kind: Connected, Peer: "127.0.0.1:2"})
		r.Identify(n, func(c *Conn) { c.Relay = "127.0.0.1:3" })
		r.Add(Event{Conn: n, Kind: Closed})
	}
	if most := 100/2 + 2; len(r.table) > most || len(r.relays["127.0.0.1:3"]) > most {
		t.Errorf("%d connections and %d relays are kept, want at most %d", len(r.table),
			len(r.relays["127.0.0.1:3"]), most)
	}
	if got := r.Conn(open).String(); got != "#1 127.0.0.1:1" {
		t.Errorf("the connection that is open is %q", got)
	}
	r.Identify(open, func(c *Conn) { c.Program = "late" }) // its event was dropped
	if seen, found := r.Seen("127.0.0.1:3", time.Now()); !found || seen.Number != 1001 {
		t.Errorf("Seen = %+v, want the newest", seen)
	}
}

// A connection waits from the event that says so until it is accepted.
func TestWaits(t *testing.T) {
	r := Load([]Event{
		{Conn: 1, Kind: Connected}, {Conn: 1, Kind: Queued}, {Conn: 1, Kind: Data},
		{Conn: 1, Kind: Accepted}, {Conn: 1, Kind: Data}, {Conn: 2, Kind: Connected},
	})
	for number, want := range []bool{1: false, 2: true, 3: true, 4: false, 5: false} {
		if got := r.Conn(1).Waits(number); got != want {
			t.Errorf("at event %d Waits = %v, want %v", number, got, want)
		}
	}
	if r.Conn(2).Waits(6) || r.Conn(3).Waits(7) {
		t.Error("a connection of which nothing is recorded waits")
	}
}
