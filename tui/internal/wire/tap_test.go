package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// networks runs a test over TCP and over unix sockets, and checks that it leaves
// no goroutine behind.
func networks(t *testing.T, test func(t *testing.T, network string)) {
	t.Helper()
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) {
			before := runtime.NumGoroutine()
			t.Cleanup(func() { // after those of the test
				deadline := time.Now().Add(patience)
				for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
					runtime.Gosched()
				}
				if now := runtime.NumGoroutine(); now > before {
					t.Errorf("%d goroutines, %d before", now, before)
				}
			})
			test(t, network)
		})
	}
}

// free returns an address to listen on.
func free(t testing.TB, network string) string {
	t.Helper()
	if network == "tcp" {
		return "127.0.0.1:0"
	}
	folder, err := os.MkdirTemp("", "ws") // the path of t.TempDir can be too long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return filepath.Join(folder, "socket")
}

// server starts a server that has a conversation with each client.
func server(t testing.TB, network string, converse func(conn stream)) Address {
	t.Helper()
	ln, err := net.Listen(network, free(t, network))
	if err != nil {
		t.Fatal(err)
	}
	var tasks sync.WaitGroup
	t.Cleanup(func() { ln.Close(); tasks.Wait() })
	tasks.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			tasks.Go(func() {
				defer conn.Close()
				converse(conn.(stream))
			})
		}
	})
	return Address{network, ln.Addr().String()}
}

// echo is a server that sends back what it receives.
func echo(conn stream) {
	io.Copy(struct{ io.Writer }{conn}, struct{ io.Reader }{conn})
}

// tap starts a tap for a server.
func tap(t testing.TB, target Address) (*Tap, *Recording) {
	t.Helper()
	r := NewRecording()
	tapped, err := Listen(target.Network, free(t, target.Network), target, r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tapped.Close)
	return tapped, r
}

// dial connects to a tap.
func dial(t testing.TB, tapped *Tap) stream {
	t.Helper()
	conn, err := net.Dial(tapped.target.Network, tapped.Addr())
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	t.Cleanup(func() { conn.Close() })
	return conn.(stream)
}

// send sends text and fails the test if it cannot.
func send(t testing.TB, conn io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Errorf("send %.40q: %v", text, err)
	}
}

// expect reads as many bytes as text has, and compares them.
func expect(t testing.TB, conn io.Reader, text string) {
	t.Helper()
	got := make([]byte, len(text))
	if n, err := io.ReadFull(conn, got); err != nil || string(got) != text {
		t.Errorf("got %.40q, %v, want %.40q", got[:n], err, text)
	}
}

// until waits for that many events and returns all, as on a machine that is not busy.
func until(t testing.TB, r *Recording, count int) []Event {
	t.Helper()
	var events []Event
	untilHolds(t, r, func() bool {
		events = accepting(r.From(1))
		return len(events) >= count
	})
	return events
}

// accepting returns the events as if the server had accepted each connection at once. On
// a busy machine any may wait in the queue, and its first messages with it.
func accepting(events []Event) []Event {
	var all []Event
	queued := make(map[int]bool)
	for _, e := range events {
		if e.Kind == Queued {
			queued[e.Conn] = true
		}
		if e.Kind == Accepted && queued[e.Conn] {
			if at := slices.IndexFunc(all, func(before Event) bool {
				return before.Conn == e.Conn && before.Kind == Connected
			}); at >= 0 {
				all = slices.Insert(all, at+1, e)
				continue
			}
		}
		if e.Kind != Queued {
			all = append(all, e)
		}
	}
	return all
}

// story returns events as text, one a line, without times and client names.
func story(events []Event) string {
	var text strings.Builder
	for _, e := range events {
		e.Peer, e.Reason = "", ""
		_, line, _ := strings.Cut(strings.TrimSpace(Line(e)), "  ")
		text.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
	}
	return text.String()
}

func checkStory(t *testing.T, events []Event, want string) {
	t.Helper()
	want = strings.ReplaceAll(strings.TrimLeft(want, "\n"), "\t", "")
	if got := story(accepting(events)); got != want {
		t.Errorf("recorded:\n%s\nwant\n%s", got, want)
	}
}

// Each read is an event of its own. The client ends the conversation.
func TestConversation(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, echo))
		client := dial(t, tapped)
		until(t, r, 2)
		for i, word := range []string{"a", "b", "the quick\n"} {
			send(t, client, word)
			expect(t, client, word)
			until(t, r, 4+2*i)
		}
		client.CloseWrite()
		if rest, err := io.ReadAll(client); len(rest) > 0 || err != nil {
			t.Errorf("at the end the client reads %q, %v", rest, err)
		}
		checkStory(t, until(t, r, 10), `
			#1 client> connected
			#1 server> accepted
			#1 client> 1 "a"
			#1 server> 1 "a"
			#1 client> 1 "b"
			#1 server> 1 "b"
			#1 client> 10 "the quick\n"
			#1 server> 10 "the quick\n"
			#1 client> half-closed
			#1 server> closed
		`)
	})
}

// What is sent in pieces is recorded in pieces.
func TestPieces(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, func(conn stream) {
			io.Copy(io.Discard, conn)
		}))
		client := dial(t, tapped)
		until(t, r, 2)
		for i, piece := range []string{"t", "he", " quick\n"} {
			send(t, client, piece)
			until(t, r, 3+i)
		}
		checkStory(t, r.From(1), `
			#1 client> connected
			#1 server> accepted
			#1 client> 1 "t"
			#1 client> 2 "he"
			#1 client> 7 " quick\n"
		`)
	})
}

// If the server closes its half first, the client can still send.
func TestServerHalfCloses(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		said := make(chan string, 1)
		tapped, r := tap(t, server(t, network, func(conn stream) {
			io.WriteString(conn, "go on")
			conn.CloseWrite()
			text, _ := io.ReadAll(conn)
			said <- string(text)
		}))
		client := dial(t, tapped)
		if all, err := io.ReadAll(client); string(all) != "go on" || err != nil {
			t.Errorf("the client reads %q, %v", all, err)
		}
		send(t, client, "still here")
		client.Close()
		if got := <-said; got != "still here" {
			t.Errorf("the server reads %q", got)
		}
		checkStory(t, until(t, r, 6), `
			#1 client> connected
			#1 server> accepted
			#1 server> 5 "go on"
			#1 server> half-closed
			#1 client> 10 "still here"
			#1 client> closed
		`)
	})
}

// breakOff resets a connection. A unix socket is reset if something is left
// unread in it: of "xy" this reads only the x.
func breakOff(t testing.TB, conn stream) {
	expect(t, conn, "x")
	abort(conn)
}

// needReset skips a test where unix sockets have no reset.
func needReset(t *testing.T, network string) {
	if network == "unix" && runtime.GOOS != "linux" {
		t.Skip("unix sockets have no reset on this system")
	}
}

func TestClientResets(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		needReset(t, network)
		seen := make(chan error, 1)
		tapped, r := tap(t, server(t, network, func(conn stream) {
			io.WriteString(conn, "xy")
			_, err := io.Copy(io.Discard, conn)
			seen <- err
		}))
		breakOff(t, dial(t, tapped))
		err := <-seen
		if network == "tcp" && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the server sees %v, want a reset", err)
		}
		checkStory(t, until(t, r, 4), `
			#1 client> connected
			#1 server> accepted
			#1 server> 2 "xy"
			#1 client> reset
		`)
	})
}

func TestServerResets(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		needReset(t, network)
		tapped, r := tap(t, server(t, network, func(conn stream) {
			breakOff(t, conn)
		}))
		client := dial(t, tapped)
		until(t, r, 2) // what was reset at once does not say that it was accepted
		send(t, client, "xy")
		n, err := client.Read(make([]byte, 1))
		if n > 0 || network == "tcp" && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the client sees %d bytes, %v, want a reset", n, err)
		}
		checkStory(t, until(t, r, 4), `
			#1 client> connected
			#1 server> accepted
			#1 client> 2 "xy"
			#1 server> reset
		`)
	})
}

// As in parts 1 and 2 the server reads a little, answers and exits. A client that
// sent more still gets the answer, and then a reset.
func TestAnswerBeforeReset(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, func(conn stream) {
			conn.Read(make([]byte, 255))
			io.WriteString(conn, "I got your message")
		}))
		client := dial(t, tapped)
		sent := make(chan error, 1)
		go func() {
			_, err := client.Write(make([]byte, 64<<20))
			sent <- err
		}()
		expect(t, client, "I got your message")
		if err := <-sent; err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("send too much: %v, want a reset", err)
		}
		var last Event
		for seen := 0; last.Kind != Reset && last.Kind != Closed; seen = last.Number {
			wait(t, r.Updates(seen))
			last, _ = r.Event(r.Len())
		}
		if last.Kind != Reset || last.From != Server {
			t.Errorf("the last event is %s", Line(last))
		}
	})
}

// Bytes pass unchanged in both directions at once, however they are split, even
// more than an event keeps.
func TestBytesPass(t *testing.T) {
	random := rand.NewChaCha8([32]byte{})
	mebibyte := make([]byte, 1<<20)
	random.Read(mebibyte)
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, echo))
		for name, test := range map[string]struct{ total, most int }{
			"byte by byte":  {2000, 1},
			"small chunks":  {20_000, 20},
			"random chunks": {len(mebibyte), 100_000},
			"at once":       {len(mebibyte), len(mebibyte)},
		} {
			client, first := dial(t, tapped), r.Dropped()+r.Len()+1
			go func() {
				chunks := rand.New(rand.NewPCG(1, 2))
				for rest := mebibyte[:test.total]; len(rest) > 0; {
					n := min(1+chunks.IntN(test.most), len(rest))
					if _, err := client.Write(rest[:n]); err != nil {
						return
					}
					rest = rest[n:]
				}
				client.CloseWrite()
			}()
			got, err := io.ReadAll(client)
			if !bytes.Equal(got, mebibyte[:test.total]) || err != nil {
				t.Errorf("%s: %d bytes come back, %v", name, len(got), err)
			}
			sizes := map[Side]int{}
			for _, e := range r.From(first) {
				if e.Kind == Data && !bytes.HasPrefix(
					mebibyte[sizes[e.From]:], e.Data) {
					t.Errorf("%s: event %d has other bytes", name, e.Number)
				}
				sizes[e.From] += e.Size
			}
			if sizes[Client] != test.total || sizes[Server] != test.total {
				t.Errorf("%s: %v bytes are recorded, want %d", name, sizes, test.total)
			}
		}
	})
}

// A server that does not read blocks the client. When it reads again, nothing is
// lost.
func TestBackPressure(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		read, total := make(chan bool), make(chan int64, 1)
		tapped, _ := tap(t, server(t, network, func(conn stream) {
			<-read
			n, _ := io.Copy(io.Discard, conn)
			total <- n
		}))
		client := dial(t, tapped)
		client.SetWriteDeadline(time.Now().Add(500 * time.Millisecond))
		n, err := client.Write(make([]byte, 64<<20))
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the client sends %d bytes that nobody reads, %v", n, err)
		}
		client.CloseWrite()
		close(read)
		if got := <-total; got != int64(n) {
			t.Errorf("%d of %d bytes arrive", got, n)
		}
	})
}

// Of many conversations at once, each is recorded completely and in order.
func TestManyClients(t *testing.T) {
	const clients, lines = 64, 20
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, echo))
		var tasks sync.WaitGroup
		for i := range clients {
			client := dial(t, tapped)
			tasks.Go(func() {
				for line := range lines {
					text := fmt.Sprintf("client %d line %d\n", i, line)
					send(t, client, text)
					expect(t, client, text)
				}
				client.CloseWrite()
				io.Copy(io.Discard, client)
			})
		}
		tasks.Wait()
		const each = 2 + 2*lines + 2
		events := until(t, r, clients*each)
		all := r.From(1)
		if want := fmt.Sprintf("1-%d", len(all)); numbers(all) != want {
			t.Errorf("the events are %s, want %s", numbers(all), want)
		}
		conns := map[int][]Event{}
		for _, e := range events {
			conns[e.Conn] = append(conns[e.Conn], e)
		}
		if len(conns) != clients {
			t.Errorf("%d connections, want %d", len(conns), clients)
		}
		for number := 1; number <= len(conns); number++ {
			checkLines(t, number, conns[number], lines)
		}
	})
}

// checkLines checks that a conversation has that many questions of one client,
// each before its answer.
func checkLines(t *testing.T, number int, events []Event, lines int) {
	t.Helper()
	if len(events) != 2+2*lines+2 {
		t.Errorf("connection %d has %d events", number, len(events))
		return
	}
	var i int
	fmt.Sscanf(string(events[2].Data), "client %d", &i)
	want := fmt.Sprintf("#%[1]d client> connected\n#%[1]d server> accepted\n", number)
	for line := range lines {
		text := fmt.Sprintf("client %d line %d\n", i, line)
		want += fmt.Sprintf("#%[1]d client> %[2]d %[3]q\n#%[1]d server> %[2]d %[3]q\n",
			number, len(text), text)
	}
	checkStory(t, events, want+fmt.Sprintf(
		"#%[1]d client> half-closed\n#%[1]d server> closed\n", number))
}

// Without a server the client is disconnected at once.
func TestServerGone(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		target := Address{network, free(t, network)}
		if network == "tcp" {
			target.Address = "127.0.0.1:1"
		}
		tapped, r := tap(t, target)
		client, err := net.Dial(network, tapped.Addr())
		if err == nil { // otherwise Dial has already seen the reset
			defer client.Close()
			client.SetDeadline(time.Now().Add(patience))
			var n int
			n, err = client.Read(make([]byte, 1))
			if n > 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the client sees %d bytes, %v, want the end", n, err)
			}
		}
		if network == "tcp" && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the client sees %v, want a reset", err)
		}
		events := until(t, r, 2)
		checkStory(t, events, "#1 client> connected\n#1 server> failed\n")
		if reason := events[1].Reason; !strings.Contains(reason, target.Address) {
			t.Errorf("the reason is %q, want one with %s", reason, target.Address)
		}
	})
}

// Once the tap stops accepting, the kernel refuses clients. Open connections go
// on.
func TestStopAccepting(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, _ := tap(t, server(t, network, echo))
		client := dial(t, tapped)
		send(t, client, "one")
		expect(t, client, "one")
		tapped.StopAccepting()
		tapped.StopAccepting()
		_, err := net.Dial(network, tapped.Addr())
		want := error(syscall.ECONNREFUSED)
		if network == "unix" {
			want = fs.ErrNotExist
		}
		if !errors.Is(err, want) {
			t.Errorf("a second client gets %v, want %v", err, want)
		}
		send(t, client, "two")
		expect(t, client, "two")
	})
}

// Close ends idle connections and leaves nothing behind.
func TestClose(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, echo))
		client := dial(t, tapped)
		send(t, client, "hi")
		expect(t, client, "hi")
		tapped.Close()
		if n, err := client.Read(make([]byte, 1)); n > 0 || err != io.EOF {
			t.Errorf("the client sees %d bytes, %v, want the end", n, err)
		}
		tapped.Close()
		checkStory(t, r.From(1), `
			#1 client> connected
			#1 server> accepted
			#1 client> 2 "hi"
			#1 server> 2 "hi"
			#1 relay> closed
		`)
		if network == "unix" {
			files, err := os.ReadDir(filepath.Dir(tapped.Addr()))
			if len(files) > 0 || err != nil {
				t.Errorf("it leaves %v, %v", files, err)
			}
		}
	})
}

// Close returns when everything is recorded.
func TestCloseWaits(t *testing.T) {
	const clients = 100
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, echo))
		for range clients {
			client := dial(t, tapped)
			send(t, client, "hi")
			expect(t, client, "hi")
		}
		tapped.Close()
		closed := 0
		for _, e := range r.From(1) {
			if e.Kind == Closed {
				closed++
			}
		}
		if closed != clients {
			t.Errorf("%d connections are closed, want %d", closed, clients)
		}
	})
}

func TestSocketFileIsPrivate(t *testing.T) {
	tapped, _ := tap(t, server(t, "unix", echo))
	info, err := os.Stat(tapped.Addr())
	if err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("the mode of the socket file is %v, %v", info.Mode(), err)
	}
}

func TestListenRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct{ network, address, want string }{
		{"tcp", ":0", "for this machine only"},
		{"tcp", "0.0.0.0:0", "for this machine only"},
		{"tcp", "[::]:0", "for this machine only"},
		{"tcp", "192.0.2.1:0", "for this machine only"},
		{"tcp", "localhost:0", "for this machine only"},
		{"tcp", "", "for this machine only"},
		{"tcp", taken.Addr().String(), "in use"},
		{"unix", "", "empty"},
		{"unix", "@wallsockets", "abstract"},
		{"unix", filepath.Join(t.TempDir(), "none", "socket"), "none"},
		{"udp", "127.0.0.1:0", "want tcp or unix"},
	} {
		tapped, err := Listen(test.network, test.address, Address{}, NewRecording(),
			Options{})
		if err == nil {
			tapped.Close()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Listen(%q, %q): %v, want %q", test.network, test.address, err,
				test.want)
		}
	}
}

// scripted is a side that sends the given texts and passes what it receives to
// write.
type scripted struct {
	net.Conn
	sends []string
	write func(data []byte) error
}

func (s *scripted) Read(buffer []byte) (n int, err error) {
	if len(s.sends) == 0 {
		return 0, io.EOF
	}
	n = copy(buffer, s.sends[0])
	s.sends = s.sends[1:]
	return n, nil
}

func (s *scripted) Write(data []byte) (int, error) { return len(data), s.write(data) }
func (s *scripted) CloseWrite() error              { return nil }
func (s *scripted) Close() error                   { return nil }

// Bytes are recorded before they are forwarded, so that a reaction to them is
// recorded later.
func TestRecordedFirst(t *testing.T) {
	r := NewRecording()
	passed := 0
	c := &conn{number: 1, recording: r, open: 2, accepted: true,
		client: &scripted{sends: []string{"a", "b", "c"}},
		server: &scripted{write: func(data []byte) error {
			passed++
			if text := story(r.From(1)); !strings.Contains(text,
				fmt.Sprintf("client> 1 %q\n", data)) {
				t.Errorf("%q was forwarded, but only this was recorded:\n%s", data, text)
			}
			return nil
		}},
	}
	c.relay()
	if passed != 3 {
		t.Errorf("%d pieces were forwarded, want 3", passed)
	}
}

// What a side sent before it stopped accepting data still arrives.
func TestLastWords(t *testing.T) {
	r := NewRecording()
	var received string
	c := &conn{number: 1, recording: r, open: 2, accepted: true,
		client: &scripted{sends: []string{"too", "much"}, write: func(data []byte) error {
			received += string(data)
			return nil
		}},
		server: &scripted{sends: []string{"no"}, write: func([]byte) error {
			return syscall.EPIPE
		}},
	}
	c.pass(Client)
	c.pass(Server)
	if received != "no" {
		t.Errorf("the client received %q, want no", received)
	}
	checkStory(t, r.From(1), `
		#1 client> 3 "too"
		#1 server> 2 "no"
		#1 server> reset
	`)
}

// A connection that is over stays over, whatever its directions still notice.
func TestOneEnd(t *testing.T) {
	r := NewRecording()
	var c *conn
	c = &conn{number: 1, recording: r, open: 2, accepted: true,
		client: &scripted{sends: []string{"a", "b"}},
		server: &scripted{write: func([]byte) error {
			c.close()
			c.reset(Server)
			return net.ErrClosed
		}},
	}
	c.pass(Client)
	c.pass(Client)
	c.pass(Server)
	checkStory(t, r.From(1), `
		#1 client> 1 "a"
		#1 relay> closed
	`)
}

// weary is a listener that fails before it is closed.
type weary struct {
	net.Listener
	failures int
}

func (w *weary) Accept() (net.Conn, error) {
	if w.failures--; w.failures < 0 {
		return nil, net.ErrClosed
	}
	return nil, syscall.EMFILE
}

// A failed accept is recorded and tried again.
func TestAcceptFails(t *testing.T) {
	r := NewRecording()
	tapped := &Tap{ln: &weary{failures: 2}, recording: r}
	tapped.ctx, tapped.cancel = context.WithCancel(t.Context())
	tapped.accept()
	events := r.From(1)
	checkStory(t, events, "#0 relay> failed\n#0 relay> failed\n")
	if events[1].Since < acceptPause {
		t.Errorf("accept is tried again after %v, want %v", events[1].Since, acceptPause)
	}
}
