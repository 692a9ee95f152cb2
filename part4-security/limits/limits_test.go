package limits

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wallsockets/part4-security/quietlog"
)

func TestFlags(t *testing.T) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	l := Flags(flags)
	if *l != *Default() || l.Line != 4096 || l.IdleTime != 5*time.Minute {
		t.Errorf("without flags the limits are %+v", l)
	}
	err := flags.Parse(strings.Fields("-max-line 1 -max-arguments 2 -max-word 3 " +
		"-max-request 4 -max-memory 10 -max-clients 5 -first-byte-time 6s -request-time 7s " +
		"-idle-time 8m -write-time 9ms"))
	want := Limits{1, 2, 3, 4, 10, 6 * time.Second, 7 * time.Second,
		8 * time.Minute, 9 * time.Millisecond, 5, 0}
	if err != nil || *l != want {
		t.Errorf("flags set %+v, %v, want %+v", *l, err, want)
	}
	for _, wrong := range []string{
		"-max-line=0", "-max-clients=-1", "-max-word=x", "-idle-time=0s",
		"-request-time=10", "-write-time=-1s",
	} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		Flags(flags)
		if flags.Parse([]string{wrong}) == nil {
			t.Errorf("flag %s: no error", wrong)
		}
	}
}

// unread returns a log that nobody reads.
func unread(t *testing.T) *quietlog.Log {
	quiet := quietlog.New(io.Discard)
	t.Cleanup(quiet.Close)
	return quiet
}

// from is a connection from a peer with the given address.
type from struct {
	net.Conn
	address net.Addr
}

func (f from) RemoteAddr() net.Addr { return f.address }

// arrive returns both ends of a connection; the server's end has a peer at
// address.
func arrive(t *testing.T, address string) (server net.Conn, client *bufio.Reader, remote net.Conn) {
	t.Helper()
	here, there := net.Pipe()
	t.Cleanup(func() { here.Close(); there.Close() })
	there.SetDeadline(time.Now().Add(10 * time.Second))
	peer := &net.TCPAddr{IP: net.ParseIP(address), Port: 1234}
	return from{here, peer}, bufio.NewReader(there), there
}

func TestDoorCountsPlaces(t *testing.T) {
	limit := Default()
	limit.Clients = 2
	door := NewDoor(limit, false, unread(t))
	for range 3 {
		var inside []net.Conn
		for i, want := range []bool{true, true, false, false} {
			conn, _, _ := arrive(t, "127.0.0.1")
			if got := door.Admit(conn); got != want {
				t.Fatalf("client %d let in: %v, want %v", i+1, got, want)
			} else if got {
				inside = append(inside, conn)
			}
		}
		for _, conn := range inside {
			door.Leave(conn.RemoteAddr())
		}
	}
}

// uid is the address of a client whose user is known.
type uid int

func (u uid) Network() string { return "unix" }
func (u uid) String() string  { return fmt.Sprint("user ", int(u)) }
func (u uid) User() int       { return int(u) }

// However many connections one user makes, another user still gets in.
func TestDoorSharesPlaces(t *testing.T) {
	for _, test := range []struct{ clients, perUser, share int }{
		{10, 0, 5}, {5, 0, 3}, {1, 0, 1}, {10, 9, 9}, {10, 1, 1}, {10, 99, 10},
	} {
		limit := Default()
		limit.Clients, limit.PerUser = test.clients, test.perUser
		door := NewDoor(limit, false, unread(t))
		enter := func(user, times int) (inside []net.Conn) {
			for range times {
				here, there := net.Pipe()
				t.Cleanup(func() { here.Close(); there.Close() })
				if conn := (from{here, uid(user)}); door.Admit(conn) {
					inside = append(inside, conn)
				}
			}
			return inside
		}
		greedy := enter(1000, test.clients+5)
		if len(greedy) != test.share {
			t.Errorf("%+v: one user has %d places", test, len(greedy))
		}
		modest := enter(0, 1)
		if (len(modest) == 1) != (test.share < test.clients) {
			t.Errorf("%+v: another user has %d places", test, len(modest))
		}
		door.Leave(greedy[0].RemoteAddr())
		if again := enter(1000, 2); len(again) != 1 {
			t.Errorf("%+v: %d places after one became free", test, len(again))
		}
	}
}

// A user over the limit reads about the limit for a user, not that the server
// is full.
func TestDoorExplainsTheShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := Default()
		limit.PerUser = 1
		door := NewDoor(limit, false, unread(t))
		if conn, _, _ := arrive(t, "::1"); !door.Admit(from{conn, uid(7)}) {
			t.Fatal("the first client was not let in")
		}
		conn, client, remote := arrive(t, "::1")
		if door.Admit(from{conn, uid(7)}) {
			t.Fatal("the second client was let in")
		}
		io.WriteString(remote, "*")
		got, err := client.ReadString('\n')
		if want := "-ERR busy: 1 clients of your user are being served"; err != nil ||
			!strings.HasPrefix(got, want) {
			t.Errorf("the answer is %q, %v, want %q", got, err, want)
		}
	})
}

func TestDoorExplainsWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := Default()
		limit.Clients = 1
		door := NewDoor(limit, false, unread(t))
		if conn, _, _ := arrive(t, "127.0.0.1"); !door.Admit(conn) {
			t.Fatal("the first client was not let in")
		}
		for _, test := range []struct{ address, first, want string }{
			{"::1", "", "# busy: 1 clients"},
			{"::1", "t", "# busy: 1 clients"},
			{"127.0.0.9", "*", "-ERR busy: 1 clients"},
			{"192.0.2.1", "", "# refused: this server accepts only clients on this machine"},
			{"2001:db8::1", "*", "-ERR refused: this server accepts only clients on this machine"},
		} {
			conn, client, remote := arrive(t, test.address)
			if door.Admit(conn) {
				t.Errorf("a client at %s was let in", test.address)
				continue
			}
			if test.first != "" {
				io.WriteString(remote, test.first)
			}
			got, err := client.ReadString('\n')
			if !strings.HasPrefix(got, test.want) || err != nil {
				t.Errorf("a client at %s sends %q and reads %q, %v, want %q",
					test.address, test.first, got, err, test.want)
			}
			if _, err := client.ReadByte(); err != io.EOF {
				t.Errorf("after the refusal: %v, want the end", err)
			}
		}
	})
}

// However many clients were turned away before, the next one still hears why,
// even while it is sending.
func TestDoorExplainsToEach(t *testing.T) {
	limit := Default()
	limit.Clients = 0
	door := NewDoor(limit, false, unread(t))
	for i := range 2 * maxRefusing {
		server, client := tcp(t)
		if _, err := client.Write(make([]byte, 50_000)); err != nil {
			t.Fatal(err)
		}
		door.Admit(server)
		got, err := io.ReadAll(client)
		if want := "# busy: 0 clients are being served, try again later\n"; err != nil ||
			string(got) != want {
			t.Fatalf("client %d read %q, %v, want %q", i+1, got, err, want)
		}
		client.Close()
	}
}

func TestDoorToTheWorld(t *testing.T) {
	door := NewDoor(Default(), true, unread(t))
	if conn, _, _ := arrive(t, "192.0.2.1"); !door.Admit(conn) {
		t.Error("a client on another machine was refused, although all are allowed")
	}
}

// tcp returns both ends of a connection over loopback.
func tcp(t *testing.T) (server, client *net.TCPConn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	there, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	here, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { here.Close(); there.Close() })
	there.SetDeadline(time.Now().Add(10 * time.Second))
	return here.(*net.TCPConn), there.(*net.TCPConn)
}

// A client that is still sending gets the last answer and a proper end.
func TestLinger(t *testing.T) {
	server, client := tcp(t)
	if _, err := client.Write(make([]byte, 100_000)); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.WriteString(server, "too long\n")
		Linger(server)
		server.Close()
	}()
	got, err := io.ReadAll(client)
	if string(got) != "too long\n" || err != nil {
		t.Errorf("the client read %q, %v, want the answer and the end", got, err)
	}
	client.Close()
	<-done
}

// A client that never stops sending is cut off nevertheless.
func TestLingerEnds(t *testing.T) {
	server, client := tcp(t)
	stop := make(chan struct{})
	var sender sync.WaitGroup
	sender.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if _, err := client.Write(make([]byte, 1024)); err != nil {
					return
				}
			}
		}
	})
	Linger(server) // the test hangs here if it does not end
	close(stop)
	server.Close()
	sender.Wait()
}

func TestContain(t *testing.T) {
	var logged strings.Builder
	quiet := quietlog.New(&logged)
	conn, _, _ := arrive(t, "127.0.0.1")
	func() {
		defer Contain(conn.RemoteAddr(), quiet)
		panic("\x1b[2Jbad luck")
	}()
	func() { defer Contain(conn.RemoteAddr(), quiet) }()
	quiet.Close()
	if got := logged.String(); !strings.Contains(got, `127.0.0.1:1234: panic: "\x1b[2Jbad luck"`) ||
		!strings.Contains(got, "limits_test.go") || strings.Count(got, "panic: ") != 1 {
		t.Errorf("logged %q, want one panic, quoted, with its stack", got)
	}
}

func TestFitDescriptors(t *testing.T) {
	modest, greedy := &Limits{Clients: 1}, &Limits{Clients: 1 << 30}
	if modest.FitDescriptors() || modest.Clients != 1 {
		t.Errorf("one client was lowered to %d", modest.Clients)
	}
	if !greedy.FitDescriptors() || greedy.Clients >= 1<<30 || greedy.Clients < 1 {
		t.Errorf("2^30 clients were lowered to %d", greedy.Clients)
	}
}
