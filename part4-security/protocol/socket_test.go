//go:build unix

package protocol

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wallsockets/part4-security/limits"
)

var networks = []string{"unix", "tcp"}

// within gives a test's connection so long to do all that it has to.
func within(t testing.TB, conn net.Conn) net.Conn {
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// Whatever pieces requests arrive in, each is answered, whole and in order: a
// session that waits while bytes are there would wait for ever.
func TestSplitsUnderStress(t *testing.T) {
	const clients, requests = crowd + 36, 40 // and a crowd on the way
	for _, network := range networks {
		t.Run(network, func(t *testing.T) {
			dial := listen(t, network, service(t))
			var asking sync.WaitGroup
			for i := range clients {
				conn := within(t, dial())
				dice := rand.New(rand.NewPCG(uint64(i), 4))
				asking.Go(func() {
					for range requests {
						sent, want := batch(dice)
						go inPieces(conn, sent, dice.IntN(2) == 0, rand.New(
							rand.NewPCG(dice.Uint64(), 4)))
						answer := make([]byte, len(want))
						if n, err := io.ReadFull(conn, answer); string(answer) != want {
							t.Errorf("client %d: %q is answered %q, %v, want %q",
								i, sent, answer[:n], err, want)
							return
						}
					}
				})
			}
			asking.Wait()
		})
	}
}

// batch returns some requests and the answers to them.
func batch(dice *rand.Rand) (sent, want string) {
	for range 1 + dice.IntN(3) {
		s, w := mget(1 + dice.IntN(20))
		sent, want = sent+s, want+w
	}
	return sent, want
}

// inPieces sends text in pieces, between which others may run.
func inPieces(conn net.Conn, text string, pause bool, dice *rand.Rand) {
	for text != "" {
		n := 1 + dice.IntN(len(text))
		if _, err := io.WriteString(conn, text[:n]); err != nil {
			return
		}
		text = text[n:]
		if pause {
			runtime.Gosched()
		}
	}
}

// A message that carries descriptors ends a read early, although there is more
// behind it. All is in the socket before the first read, so that nothing that
// comes later can tell of it.
func TestDescriptorsAtEveryPoint(t *testing.T) {
	sent, want := request("GET", "whale")+request("PING"), "$2\r\n10\r\n+PONG\r\n"
	s := service(t)
	for end := 1; end <= len(sent); end++ {
		for start := range end {
			client, server := pair(t)
			io.WriteString(client, sent[:start])
			client.(*net.UnixConn).WriteMsgUnix(
				[]byte(sent[start:end]), syscall.UnixRights(0), nil)
			io.WriteString(client, sent[end:])
			go s.Converse(t.Context(), server)
			answer := make([]byte, len(want))
			if _, err := io.ReadFull(client, answer); string(answer) != want {
				t.Fatalf("with descriptors at %d to %d: %q, %v, want %q",
					start, end, answer, err, want)
			}
			client.Close()
		}
	}
}

// A read that fills its buffer has not emptied the socket. Here, too, all is
// there before the first read.
func TestMoreThanOneReadBrings(t *testing.T) {
	client, server := pair(t)
	ping := strings.Repeat(request("PING"), 4*readSize/len(request("PING")))
	io.WriteString(client, ping)
	go service(t).Converse(t.Context(), server)
	answer := make([]byte, len("+PONG\r\n")*strings.Count(ping, "PING"))
	if n, err := io.ReadFull(client, answer); err != nil {
		t.Errorf("of %d bytes of answers came %d, %v", len(answer), n, err)
	}
}

// A client that is cut off while it is still sending is told why: the answer
// is not lost to a reset.
func TestRefusalArrives(t *testing.T) {
	for begin, want := range map[string]string{
		"":   "# a line has at most 4096 bytes\n",
		"*x": "-ERR Protocol error: no number behind '*'\r\n",
	} {
		conn := within(t, listen(t, "tcp", service(t))())
		io.WriteString(conn, begin+strings.Repeat("x", 1<<20))
		if told, err := io.ReadAll(conn); string(told) != want || err != nil {
			t.Errorf("told %q, %v, want %q", told, err, want)
		}
	}
}

// A thousand requests at once are answered in order, also through sockets that
// take only a part of each answer.
func TestPipelineOverSockets(t *testing.T) {
	client, server := pair(t)
	server.(*net.UnixConn).SetWriteBuffer(4 << 10)
	sent, want := mget(100)
	sent, want = strings.Repeat(sent, 1000), strings.Repeat(want, 1000)
	go service(t).Converse(t.Context(), server)
	go io.WriteString(client, sent)
	answer := make([]byte, len(want))
	if _, err := io.ReadFull(client, answer); string(answer) != want {
		t.Errorf("1,000 requests: %v, or the answers are not in order", err)
	}
}

// Once a conversation is told to end it reads nothing more, though it is there.
func TestEndingReadsNothingMore(t *testing.T) {
	client, server := pair(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	io.WriteString(client, request("PING"))
	if _, err := service(t).Converse(ctx, server); err != nil {
		t.Errorf("ended by %v, want by nothing", err)
	}
	server.Close()
	if told, _ := io.ReadAll(client); len(told) > 0 {
		t.Errorf("told %q, want nothing", told)
	}
}

// Limits of time hold on sockets as they do in the synthetic tests, where
// clients are cut off to the nanosecond.
func TestDeadlinesOverSockets(t *testing.T) {
	const short = 60 * time.Millisecond
	brief := func(set func(l *limits.Limits)) *Service {
		s := service(t)
		set(s.limits)
		return s
	}
	for _, test := range []struct {
		name, start, drip, told string
		service                 *Service
	}{
		{"silent", "", "", "",
			brief(func(l *limits.Limits) { l.FirstByte = short })},
		{"line that drips", "w", "x", "# the line did not end within 60ms\n",
			brief(func(l *limits.Limits) { l.Whole = short })},
		{"request that drips", request("PING") + "*1\r\n$200\r\n", "x",
			"+PONG\r\n-ERR Protocol error: the request was not complete within 60ms\r\n",
			brief(func(l *limits.Limits) { l.Whole = short })},
		{"idle session", request("PING"), "", "+PONG\r\n",
			brief(func(l *limits.Limits) { l.Idle = short })},
	} {
		for _, network := range networks {
			t.Run(test.name+"/"+network, func(t *testing.T) {
				began := time.Now() // the server's time begins behind this
				conn := within(t, listen(t, network, test.service)())
				go drip(conn, test.start, test.drip)
				told, err := io.ReadAll(conn)
				if took := time.Since(began); took < short || string(told) != test.told {
					t.Errorf("after %v: %q, %v, want %q not before %v",
						took, told, err, test.told, short)
				}
			})
		}
	}
}

// drip sends start and then the same bytes again and again.
func drip(conn net.Conn, start, again string) {
	ticks := time.NewTicker(3 * time.Millisecond)
	defer ticks.Stop()
	for piece := start; piece != ""; piece = again {
		if _, err := io.WriteString(conn, piece); err != nil {
			return
		}
		<-ticks.C
	}
}

// A deadline that was left behind by earlier requests cuts nobody off.
func TestBusySessionOutlivesItsLimits(t *testing.T) {
	s := service(t)
	s.limits.Whole, s.limits.Idle = time.Second, time.Second
	conn := within(t, listen(t, "unix", s)())
	ping := request("PING")
	ticks := time.NewTicker(50 * time.Millisecond)
	defer ticks.Stop()
	io.WriteString(conn, ping[:5])
	for began := time.Now(); time.Since(began) < 2*s.limits.Whole+s.limits.Whole/5; {
		<-ticks.C
		answer := make([]byte, 7)
		if err := ask(conn, []byte(ping[5:]+ping[:5]), answer); err != nil {
			t.Fatalf("a session that asks every 50 ms: %v", err)
		}
	}
}

// A client that asks and never reads is cut off, over sockets only once they
// hold no more.
func TestNeverReadsOverSockets(t *testing.T) {
	s := service(t)
	s.limits.Write = 50 * time.Millisecond
	client, server := pair(t)
	go func() {
		sent, _ := mget(1000)
		for {
			if _, err := io.WriteString(client, sent); err != nil {
				return
			}
		}
	}()
	_, err := s.Converse(t.Context(), server)
	server.Close()
	if err == nil || !strings.Contains(err.Error(), "did not take its answer within 50ms") {
		t.Errorf("a client that never reads: %v", err)
	}
}

// pair returns both ends of a connection over a unix socket.
func pair(t testing.TB) (client, server net.Conn) {
	t.Helper()
	return pairOver(t, "unix", t.TempDir()+"/socket")
}

// pairOver does so on any network.
func pairOver(t testing.TB, network, address string) (client, server net.Conn) {
	t.Helper()
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if client, err = net.Dial(network, ln.Addr().String()); err == nil {
		server, err = ln.Accept()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return within(t, client), server
}

// Told to end, a conversation that waits ends at once, and one that is busy
// with a client that never stops asking, too.
func TestEndingOverSockets(t *testing.T) {
	for _, begun := range []string{"", "wha", request("PING"), request("PING") + "*1\r\n", "busy"} {
		ctx, cancel := context.WithCancel(t.Context())
		client, server := pair(t)
		ended := make(chan error, 1)
		go func() {
			_, err := service(t).Converse(ctx, server)
			server.Close()
			ended <- err
		}()
		if begun == "busy" {
			go io.WriteString(client, strings.Repeat(request("PING"), 1<<20))
			go io.Copy(io.Discard, client)
			client.Read(make([]byte, 1))
		} else if io.WriteString(client, begun); strings.Contains(begun, "PING") {
			client.Read(make([]byte, 7))
		}
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%q: ended by %v, want by nothing", begun, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%q: not ended", begun)
		}
	}
}
