//go:build unix

package engine

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

	"wallsockets/part4-security/protocol/engine/enginetest"

	"golang.org/x/sys/unix"

	"wallsockets/part4-security/limits"
)

var networks = []string{"unix", "tcp"}

// Whatever pieces requests arrive in, each is answered, whole and in order: a
// session that waits while bytes are there would wait for ever.
func TestSplitsUnderStress(t *testing.T) {
	const clients, requests = 100, 40
	for _, network := range networks {
		t.Run(network, func(t *testing.T) {
			dial := listen(t, network, New(limits.Default()))
			var asking sync.WaitGroup
			for i := range clients {
				conn := dial()
				dice := rand.New(rand.NewPCG(uint64(i), 4))
				asking.Go(func() {
					for range requests {
						sent := numbered(1 + dice.IntN(60))
						go inPieces(conn, sent, dice.IntN(2) == 0, rand.New(
							rand.NewPCG(dice.Uint64(), 4)))
						answer := make([]byte, len(sent))
						if n, err := io.ReadFull(conn, answer); string(answer) != sent {
							t.Errorf("client %d: %q is answered %q, %v",
								i, sent, answer[:n], err)
							return
						}
					}
				})
			}
			asking.Wait()
		})
	}
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

// A message that carries descriptors ends a read early, although more follows.
// All is in the socket before the first read, so that nothing that comes later
// can reveal it.
func TestDescriptorsAtEveryPoint(t *testing.T) {
	const sent = "the whale\nof\nonce upon a time\n"
	e := New(limits.Default())
	for end := 1; end <= len(sent); end++ {
		for start := range end {
			client, server := enginetest.Pair(t, "unix")
			io.WriteString(client, sent[:start])
			client.(*net.UnixConn).WriteMsgUnix(
				[]byte(sent[start:end]), syscall.UnixRights(0), nil)
			io.WriteString(client, sent[end:])
			go e.Serve(t.Context(), server, echo{})
			answer := make([]byte, len(sent))
			if _, err := io.ReadFull(client, answer); string(answer) != sent {
				t.Fatalf("with descriptors at %d to %d: %q, %v, want %q",
					start, end, answer, err, sent)
			}
			client.Close()
		}
	}
}

// A byte sent out of band ends a read early as well, without a sign. It is not
// part of the input, and what follows it is answered.
func TestOutOfBandAtEveryPoint(t *testing.T) {
	const sent = "the whale\nof\n"
	e := New(limits.Default())
	for at := range len(sent) {
		client, server := enginetest.Pair(t, "tcp")
		io.WriteString(client, sent[:at])
		raw, err := client.(*net.TCPConn).SyscallConn()
		if err == nil {
			raw.Control(func(fd uintptr) {
				err = unix.Sendto(int(fd), []byte("!"), unix.MSG_OOB, nil)
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(client, sent[at:])
		go e.Serve(t.Context(), server, echo{})
		answer := make([]byte, len(sent))
		if _, err := io.ReadFull(client, answer); string(answer) != sent {
			t.Fatalf("with a byte out of band at %d: %q, %v, want %q",
				at, answer, err, sent)
		}
		client.Close()
	}
}

// A read that fills its buffer has not emptied the socket. Here, too, all is
// there before the first read.
func TestMoreThanOneReadBrings(t *testing.T) {
	client, server := enginetest.Pair(t, "unix")
	sent := strings.Repeat("whale\n", 4*readSize/len("whale\n"))
	io.WriteString(client, sent)
	go New(limits.Default()).Serve(t.Context(), server, echo{})
	answer := make([]byte, len(sent))
	if n, err := io.ReadFull(client, answer); err != nil {
		t.Errorf("of %d bytes of answers came %d, %v", len(answer), n, err)
	}
}

// A client that is cut off while it is still sending gets the reason: a reset
// does not destroy it.
func TestRefusalArrives(t *testing.T) {
	conn := listen(t, "tcp", New(limits.Default()))()
	io.WriteString(conn, "bad\n"+strings.Repeat("x", 1<<20))
	if answer, err := io.ReadAll(conn); string(answer) != "refused\n" || err != nil {
		t.Errorf("got %q, %v, want the refusal", answer, err)
	}
}

// Many requests at once are answered in order, also through sockets that take
// only a part of each answer.
func TestPipeline(t *testing.T) {
	client, server := enginetest.Pair(t, "unix")
	server.(*net.UnixConn).SetWriteBuffer(4 << 10)
	sent := numbered(100_000)
	go New(limits.Default()).Serve(t.Context(), server, echo{})
	go io.WriteString(client, sent)
	answer := make([]byte, len(sent))
	if _, err := io.ReadFull(client, answer); string(answer) != sent {
		t.Errorf("100,000 lines: %v, or the answers are not in order", err)
	}
}

// A conversation that must end when it has just begun still reads the request that
// came along with the client, and nothing after it.
func TestEndingReadsTheFirstRequest(t *testing.T) {
	client, server := enginetest.Pair(t, "unix")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	io.WriteString(client, "whale\n")
	if err := New(limits.Default()).Serve(ctx, server, echo{}); err != nil {
		t.Errorf("ended by %v, want no error", err)
	}
	io.WriteString(client, "another whale\n")
	server.Close()
	if answer, _ := io.ReadAll(client); string(answer) != "whale\n" {
		t.Errorf("got %q, want one answer", answer)
	}
}

// Time limits hold on sockets as they do in the synthetic tests, where
// clients are cut off to the nanosecond.
func TestDeadlinesOverSockets(t *testing.T) {
	const short = 60 * time.Millisecond
	first, whole, idle := limits.Default(), limits.Default(), limits.Default()
	first.FirstByteTime, whole.RequestTime, idle.IdleTime = short, short, short
	for _, test := range []struct {
		name, start, drip, answer string
		limits                    *limits.Limits
	}{
		{"silent", "", "", "", first},
		{"line that drips", "w", "x", late, whole},
		{"second line drips", "whale\nw", "x", "whale\n" + late, whole},
		{"idle", "whale\n", "", "whale\n", idle},
	} {
		for _, network := range networks {
			t.Run(test.name+"/"+network, func(t *testing.T) {
				began := time.Now() // the server's time begins later
				conn := listen(t, network, New(test.limits))()
				go drip(conn, test.start, test.drip)
				answer, err := io.ReadAll(conn)
				if took := time.Since(began); took < short || string(answer) != test.answer {
					t.Errorf("after %v: %q, %v, want %q not before %v",
						took, answer, err, test.answer, short)
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

// A deadline left from earlier requests cuts nobody off.
func TestBusySessionOutlivesItsLimits(t *testing.T) {
	const tries = 5
	for try := 1; ; try++ {
		pause, err := busySession(t, time.Second)
		if err == nil {
			return
		}
		// On a busy machine the session itself may pause until the limit is over.
		if pause < time.Second/2 || try == tries {
			t.Fatalf("a session that asks every 50 ms: %v, %v after the last answer", err, pause)
		}
	}
}

// busySession asks every 50 ms for longer than two time limits. If that fails it returns
// how long ago the last answer came.
func busySession(t *testing.T, limit time.Duration) (pause time.Duration, err error) {
	t.Helper()
	l := limits.Default()
	l.RequestTime, l.IdleTime = limit, limit
	conn := listen(t, "unix", New(l))()
	ticks := time.NewTicker(limit / 20)
	defer ticks.Stop()
	io.WriteString(conn, "wha")
	began := time.Now()
	for last := began; time.Since(began) < 2*limit+limit/5; last = time.Now() {
		<-ticks.C
		io.WriteString(conn, "le\nwha")
		answer := make([]byte, len("whale\n"))
		if _, err := io.ReadFull(conn, answer); err != nil {
			return time.Since(last), err
		}
	}
	return 0, nil
}

// A client that asks and never reads is cut off, over sockets only once they
// are full.
func TestNeverReadsOverSockets(t *testing.T) {
	l := limits.Default()
	l.WriteTime = 50 * time.Millisecond
	client, server := enginetest.Pair(t, "unix")
	go sendForEver(client)
	err := New(l).Serve(t.Context(), server, echo{})
	server.Close()
	if err == nil || !strings.Contains(err.Error(), "did not read its answer within 50ms") {
		t.Errorf("a client that never reads: %v", err)
	}
}

// sendForEver sends lines until it fails.
func sendForEver(w io.Writer) {
	lines := numbered(1000)
	for err := error(nil); err == nil; {
		_, err = io.WriteString(w, lines)
	}
}

// When the server is ending, a conversation that waits ends at once, and so
// does one that is busy with a client that never stops asking.
func TestEndingOverSockets(t *testing.T) {
	for _, begun := range []string{"", "wha", "whale\n", "whale\nwha", "busy"} {
		ctx, cancel := context.WithCancel(t.Context())
		client, server := enginetest.Pair(t, "unix")
		ended := make(chan error, 1)
		go func() {
			err := New(limits.Default()).Serve(ctx, server, echo{})
			server.Close()
			ended <- err
		}()
		if begun == "busy" {
			go sendForEver(client)
			go io.Copy(io.Discard, client)
			client.Read(make([]byte, 1))
		} else if io.WriteString(client, begun); strings.Contains(begun, "\n") {
			client.Read(make([]byte, len("whale\n")))
		}
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%q: ended by %v, want no error", begun, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%q: not ended", begun)
		}
		client.Close()
	}
}
