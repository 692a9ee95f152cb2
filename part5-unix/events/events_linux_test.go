package events

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/quietlog"
	"wallsockets/part5-unix/unixsocket"
)

// running is a server in event loops, which ends with the test at the latest.
type running struct {
	t       *testing.T
	path    string
	service *protocol.Service
	logged  bytes.Buffer // to be read once it has ended
	end     func()       // ends it, once
}

func start(t *testing.T, limit *limits.Limits) *running {
	t.Helper()
	table, err := frequency.Read(strings.NewReader("the 1000\nof 500\nwhale 7\n"), "list")
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, path: filepath.Join(t.TempDir(), "s"), service: protocol.New(table, limit)}
	ln, err := unixsocket.Listen(r.path, unixsocket.Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	quiet := quietlog.New(&r.logged)
	ctx, cancel := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	serving.Go(func() {
		Serve(ctx, ln, r.service, limit, limits.NewDoor(limit, false, quiet), quiet)
	})
	r.end = sync.OnceFunc(func() {
		cancel()
		serving.Wait()
		quiet.Close() // waits for the last line
	})
	t.Cleanup(r.end)
	return r
}

// dial connects a client, which has the time of the test's patience for all its work.
func (r *running) dial() *net.UnixConn {
	r.t.Helper()
	conn, err := net.Dial("unix", r.path)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	return conn.(*net.UnixConn)
}

// enter connects a client, as soon as there is a place for it.
func (r *running) enter() *net.UnixConn {
	r.t.Helper()
	for {
		conn := r.dial()
		io.WriteString(conn, get)
		answer := make([]byte, len(seven))
		if n, err := io.ReadFull(conn, answer); err != nil {
			r.t.Fatalf("it is answered %q, %v", answer[:n], err)
		}
		if string(answer) == seven {
			return conn
		}
		conn.Close()
	}
}

// ask sends a request and expects an answer.
func (r *running) ask(conn net.Conn, sent, want string) {
	r.t.Helper()
	io.WriteString(conn, sent)
	answer := make([]byte, len(want))
	if n, err := io.ReadFull(conn, answer); string(answer) != want {
		r.t.Errorf("%.40q is answered %q, %v, want %q", sent, answer[:n], err, want)
	}
}

const (
	get      = "*2\r\n$3\r\nGET\r\n$5\r\nwhale\r\n"
	seven    = "$1\r\n7\r\n"
	late     = "-ERR Protocol error: the request was not complete within 60ms\r\n"
	lateLine = "# the line did not end within 60ms\n"
)

// Whatever pieces requests arrive in, each is answered, in order, by both loops.
func TestPieces(t *testing.T) {
	r := start(t, limits.Default())
	var asking sync.WaitGroup
	for i := range 40 {
		conn, dice := r.dial(), rand.New(rand.NewPCG(uint64(i), 6))
		asking.Go(func() {
			for range 30 {
				n := 1 + dice.IntN(40)
				go func(rest string, pieces *rand.Rand) {
					for rest != "" {
						n := 1 + pieces.IntN(len(rest))
						io.WriteString(conn, rest[:n])
						rest = rest[n:]
					}
				}(strings.Repeat(get, n), rand.New(rand.NewPCG(dice.Uint64(), 6)))
				r.ask(conn, "", strings.Repeat(seven, n))
			}
		})
	}
	asking.Wait()
}

// Each time limit holds, and none ends a conversation too early.
func TestDeadlines(t *testing.T) {
	const short = 60 * time.Millisecond
	first, whole, idle, write := limits.Default(), limits.Default(), limits.Default(), limits.Default()
	first.FirstByteTime, whole.RequestTime, idle.IdleTime, write.WriteTime = short, short, short, short
	for name, test := range map[string]struct {
		limits                *limits.Limits
		begin, again, answers string
		logged                string
	}{
		"silent":          {first, "", "", "", "sent nothing within 60ms"},
		"line that drips": {whole, "w", "x", lateLine, "did not end within 60ms"},
		"request drips":   {whole, get + "*2\r\n$3\r\nGET\r\n$200\r\n", "x", seven + late, "not complete"},
		"idle":            {idle, get, "", seven, "idle for 60ms"},
	} {
		t.Run(name, func(t *testing.T) {
			r, began := start(t, test.limits), time.Now()
			conn := r.dial()
			io.WriteString(conn, test.begin)
			go func() {
				tick := time.NewTicker(3 * time.Millisecond)
				defer tick.Stop()
				for range tick.C {
					if _, err := io.WriteString(conn, test.again); test.again == "" || err != nil {
						return
					}
				}
			}()
			answers, _ := io.ReadAll(conn)
			if took := time.Since(began); string(answers) != test.answers || took < short {
				t.Errorf("after %v: %q, want %q not before %v", took, answers, test.answers, short)
			}
			r.end()
			if log := r.logged.String(); !strings.Contains(log, test.logged) {
				t.Errorf("the log has %q, want %q", log, test.logged)
			}
		})
	}
	t.Run("does not read", func(t *testing.T) {
		r, began := start(t, write), time.Now()
		conn := r.dial()
		if _, err := io.Copy(conn, forEver(get)); err == nil {
			t.Error("it can ask for ever")
		}
		if took := time.Since(began); took < short {
			t.Errorf("cut off after %v, want not before %v", took, short)
		}
		r.end()
		if log := r.logged.String(); !strings.Contains(log, "did not read its answer within 60ms") {
			t.Errorf("the log has %q", log)
		}
	})
}

// forEver is a text, again and again.
type forEver string

func (f forEver) Read(p []byte) (int, error) {
	n := 0
	for n+len(f) <= len(p) {
		n += copy(p[n:], f)
	}
	return n, nil
}

// While a client does not read, nothing more is read from it; when it does, it gets
// every answer, also those to what was read before.
func TestSlowReader(t *testing.T) {
	const large, quit, ok = "*1\r\n$7\r\nCOMMAND\r\n", "*1\r\n$4\r\nQUIT\r\n", "+OK\r\n"
	r := start(t, limits.Default())
	answers := func(sent string) string {
		conn := r.dial()
		conn.SetReadBuffer(4 << 10)
		go io.WriteString(conn, sent+quit)
		all, err := io.ReadAll(conn)
		if err != nil {
			t.Error(err)
		}
		return strings.TrimSuffix(string(all), ok)
	}
	for request, n := range map[string]int{get: 200_000, large: 2_000} {
		one, all := answers(request), answers(strings.Repeat(request, n))
		if all != strings.Repeat(one, n) {
			t.Errorf("%d times %q: %d bytes of answers, want %d times %d",
				n, request, len(all), n, len(one))
		}
	}
}

// What clients make the server hold is bounded, for all of them together. Those with
// small requests are served all the same.
func TestMemory(t *testing.T) {
	l := limits.Default()
	l.Memory, l.Clients, l.PerUser = 64<<10, 16, 16
	r := start(t, l)
	const clients, fit = 12, 5 // requests of 12 KB
	ended := make(chan string, clients)
	for range clients {
		conn := r.dial()
		go func() {
			io.WriteString(conn, "*200\r\n$4\r\nMGET\r\n"+
				strings.Repeat("$100\r\n"+strings.Repeat("x", 100)+"\r\n", 120))
			answer, _ := io.ReadAll(conn)
			ended <- string(answer)
		}()
	}
	for range clients - fit {
		if answer := <-ended; !strings.HasPrefix(answer, "-ERR busy:") {
			t.Errorf("with its memory used up the server answers %q", answer)
		}
	}
	r.ask(r.dial(), get, seven)
}

// A panic costs one client its conversation; its loop goes on.
func TestPanic(t *testing.T) {
	r := start(t, limits.Default())
	r.service.Use(nil) // a list that panics when it is asked
	var others []net.Conn
	for range 8 {
		conn := r.dial()
		r.ask(conn, "PING\r\n", "+PONG\r\n")
		others = append(others, conn)
	}
	unlucky := r.dial()
	io.WriteString(unlucky, get)
	if answer, err := io.ReadAll(unlucky); len(answer) > 0 || err != nil {
		t.Errorf("after the panic: %q, %v, want a closed connection", answer, err)
	}
	for _, conn := range others {
		r.ask(conn, "PING\r\n", "+PONG\r\n")
	}
	r.end()
	if log := r.logged.String(); strings.Count(log, "panic:") != 1 ||
		!strings.Contains(log, "nil pointer") || !strings.Contains(log, "lookUp") {
		t.Errorf("the log has %q, want one panic and where it was", log)
	}
}

// untilFull waits until the answers to a client that does not read fill its socket.
func untilFull(t *testing.T, client *net.UnixConn) {
	t.Helper()
	raw, err := client.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	before, limit := 0, time.Now().Add(30*time.Second)
	for same := 0; same < 20; <-look.C {
		var n int
		if raw.Control(func(fd uintptr) { n, err = unix.IoctlGetInt(int(fd), unix.TIOCINQ) }); err != nil {
			t.Fatal(err)
		}
		if same++; n != before || n < 64<<10 {
			before, same = n, 0
		}
		if time.Now().After(limit) {
			t.Fatalf("of its answers only %d bytes have come", n)
		}
	}
}

// At the end a client that is waited for is closed at once, and one that has not
// read its answers still gets those that are due.
func TestEnd(t *testing.T) {
	r := start(t, limits.Default())
	silent, idle, half, slow := r.dial(), r.dial(), r.dial(), r.dial()
	r.ask(idle, get, seven)
	r.ask(half, get+"*2\r\n", seven)
	r.ask(slow, get, seven)
	go io.Copy(slow, forEver(get)) // until the server closes
	untilFull(t, slow)
	go r.end()
	for name, conn := range map[string]net.Conn{"silent": silent, "idle": idle, "half": half} {
		if rest, err := io.ReadAll(conn); len(rest) > 0 || err != nil {
			t.Errorf("the %s one gets %q, %v, want the end", name, rest, err)
		}
	}
	answers, _ := io.ReadAll(slow)
	if len(answers) < 64<<10 || len(answers)%len(seven) != 0 {
		t.Errorf("the slow one gets %d bytes, want whole answers", len(answers))
	}
	r.end()
	if log := r.logged.String(); strings.Contains(log, "unsent") {
		t.Errorf("the log has %q", log)
	}
}

// A client that has just come when the server ends has a moment to ask.
func TestEndWaitsForARequest(t *testing.T) {
	for try := 1; ; try++ {
		r := start(t, limits.Default())
		line, session, idle := r.dial(), r.dial(), r.dial()
		r.ask(idle, get, seven)
		began := time.Now()
		go r.end()
		idle.Read(make([]byte, 1)) // it is closed, so the end has begun
		io.WriteString(line, "whale\n")
		io.WriteString(session, get)
		answer, lineErr := io.ReadAll(line)
		answers, err := io.ReadAll(session)
		if strings.HasPrefix(string(answer), "whale\t7\t") && lineErr == nil && string(answers) == seven && err == nil {
			return
		}
		// On a busy machine the moment may be over before they ask, or before the loop
		// reads what they have asked.
		if time.Since(began) < limits.GraceTime || try == 20 {
			t.Fatalf("a late line is answered %q, %v, and a late request %q, %v, want one answer each and the end",
				answer, lineErr, answers, err)
		}
	}
}

// Whom the door does not let in hears why, and a place is free once its client has left.
func TestDoor(t *testing.T) {
	l := limits.Default()
	l.Clients, l.PerUser = 2, 2
	r := start(t, l)
	for range 20 {
		a, b := r.enter(), r.enter()
		const refusal = "-ERR busy: 2 clients"
		var answer []byte
		var err error
		// On a busy machine its byte may come too late to say in which protocol it asks.
		for try := 0; try < 10 && !strings.HasPrefix(string(answer), refusal); try++ {
			third := r.dial()
			io.WriteString(third, "*")
			answer, err = io.ReadAll(third)
		}
		if !strings.HasPrefix(string(answer), refusal) {
			t.Fatalf("the third client reads %q, %v", answer, err)
		}
		for _, conn := range []*net.UnixConn{a, b} {
			conn.CloseWrite()
			if rest, err := io.ReadAll(conn); len(rest) > 0 || err != nil {
				t.Fatalf("at its end a client reads %q, %v", rest, err)
			}
		}
	}
}

// Epoll watches no client that lingers on: its descriptor is closed, and its number
// may be another client's.
func TestLingeringIsNotWatched(t *testing.T) {
	r := start(t, limits.Default())
	conn := r.dial()
	r.ask(conn, get, seven)
	io.WriteString(conn, "*x\r\n")
	if refusal, err := io.ReadAll(conn); err != nil || !bytes.HasPrefix(refusal, []byte("-ERR")) {
		t.Fatalf("got %q, %v, want a refusal", refusal, err)
	}
	// The server has ended its side and waits for the end of ours.
	descriptors, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range descriptors {
		info, _ := os.ReadFile("/proc/self/fdinfo/" + d.Name()) // it may be closed by now
		for line := range strings.Lines(string(info)) {
			var watched int
			if n, _ := fmt.Sscanf(line, "tfd: %d", &watched); n == 0 {
				continue
			}
			if _, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", watched)); err != nil {
				t.Errorf("epoll watches %d, which is closed", watched)
			}
		}
	}
}
