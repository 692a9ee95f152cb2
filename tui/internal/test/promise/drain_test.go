//go:build linux

package promise

import (
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// Idle clients do not delay the end.
func TestPromiseDrainIdle(t *testing.T) {
	stage := stagetest.Find(t, 5)
	stagetest.NothingLeft(t)
	n := roomFor(t, few(idleAtDrain))
	s := stagetest.Start(t, stage, room(stage, n)...)
	askAll(t, connect(t, s, n))
	began := time.Now()
	s.Stop()
	took := time.Since(began)
	promise(t, took <= time.Second*slow(), "drain of idle clients",
		"exit code 0 within 1 s", "%d in %s", n, milliseconds(took))
}

// A server that gets a signal while 64 clients ask sends whole answers or none.
func TestPromiseDrainBusy(t *testing.T) {
	stage := stagetest.Find(t, 5)
	stagetest.NothingLeft(t)
	n := few(drains)
	worst := time.Duration(0)
	for range n {
		s := stagetest.Start(t, stage)
		answered := make(chan struct{}, 1000)
		var clients sync.WaitGroup
		for range 64 {
			clients.Go(func() {
				for s.AnswersWhole(stage.Demo[0]) {
					select {
					case answered <- struct{}{}:
					default:
					}
				}
			})
		}
		for range 64 {
			<-answered
		}
		began := time.Now()
		s.Stop()
		worst = max(worst, time.Since(began))
		clients.Wait()
	}
	promise(t, !t.Failed() && worst <= 5*time.Second, "drain under 64 busy clients",
		"each answer whole or absent, exit code 0 within 5 s",
		"%d stops, the slowest %s", n, milliseconds(worst))
}

// Clients that have asked for more than their sockets hold, and have read nothing
// when the server gets a signal, still get whole answers.
func TestPromiseDrainUnread(t *testing.T) {
	asked := request(append([]string{"MGET"}, slices.Repeat([]string{"the"}, 100)...)...)
	for _, stage := range course.Stages[3:5] {
		stagetest.NothingLeft(t)
		n := max(1, few(drains)/5) // each takes a while to fill up
		var whole atomic.Int64
		for range n {
			s := stagetest.Start(t, stage)
			first := s.Dial()
			io.WriteString(first, asked+request("QUIT"))
			answer := strings.TrimSuffix(s.Rest(first), "+OK\r\n")
			var clients [8]stagetest.HalfCloser
			for i := range clients {
				clients[i] = s.Dial()
				go io.WriteString(clients[i], strings.Repeat(asked, 10_000)) // until it is cut off
			}
			for _, client := range clients {
				waitFull(t, client)
			}
			s.Signal(unix.SIGTERM)
			var reads sync.WaitGroup
			for _, client := range clients {
				reads.Go(func() {
					got := s.Rest(client)
					answers := len(got) / len(answer)
					if rest := got[answers*len(answer):]; answers == 0 || rest != "" {
						t.Errorf("%s: after %d answers comes %.20q", stage.ID, answers, rest)
					}
					whole.Add(int64(answers))
				})
			}
			reads.Wait()
			if code := s.Exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
		}
		promise(t, !t.Failed(), "drain of clients that have not read yet, "+stage.Network,
			"whole answers only", "%d answers in %d stops", whole.Load(), n)
	}
}

// waitFull waits until the socket of a client that does not read is full.
func waitFull(t *testing.T, client net.Conn) {
	t.Helper()
	before, same := 0, 0
	stagetest.Poll(func() bool {
		n := unread(t, client)
		if same++; n != before || n == 0 {
			before, same = n, 0
		}
		return same == 10
	})
}

// unread returns how many bytes the kernel holds for a client.
func unread(t *testing.T, client net.Conn) (n int) {
	t.Helper()
	raw, err := client.(syscall.Conn).SyscallConn()
	if err == nil {
		raw.Control(func(fd uintptr) { n, err = unix.IoctlGetInt(int(fd), unix.SIOCINQ) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}
