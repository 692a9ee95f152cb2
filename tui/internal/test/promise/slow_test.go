//go:build linux

package promise

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// Slow clients that hold all places keep others out no longer than the time limit
// of a request, and new clients are refused at once.
func TestPromiseRecoveryFromSlowClients(t *testing.T) {
	const places = 10
	for _, stage := range hardened {
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			s := stagetest.Start(t, stage, append(room(stage, places),
				fmt.Sprint("-request-time=", slowLimit))...)
			var began, told time.Time
			var stop func()
			var got string
			hold := func() (inTime bool) {
				began = time.Now()
				stop = dripAll(s, places)
				told = time.Now()
				got = s.Call("whale\n")
				return time.Since(began) < slowLimit/2
			}
			// On a busy machine the first may be cut off before the last has come.
			for try := 1; !hold() && try < 10; try++ {
				stop()
				s.Settled()
			}
			busy := time.Since(told)
			if !strings.HasPrefix(got, "# busy: ") {
				t.Errorf("a new client got %q, want busy", got)
			}
			served := stagetest.Poll(func() bool {
				return strings.HasPrefix(s.Call("whale\n"), "whale\t")
			})
			locked := time.Since(began)
			stop()
			promise(t, !t.Failed() && served && busy <= 100*time.Millisecond*slow() &&
				locked <= slowLimit+time.Second*slow(), "all places held by slow clients, "+stage.ID,
				fmt.Sprintf("busy within 100 ms, served again 1 s after the limit of %.0f s", slowLimit.Seconds()),
				"busy after %s, served after %s", milliseconds(busy), milliseconds(locked))
		})
	}
}

// dripAll makes n clients send an endless line byte by byte, and returns when the server
// has accepted all, or slowLimit is over. stop ends them.
func dripAll(s *stagetest.Server, n int) (stop func()) {
	before, began := s.Sockets(), time.Now()
	var clients sync.WaitGroup
	done := make(chan struct{})
	for range n {
		conn := s.Dial()
		clients.Go(func() { dripBytes(conn, done) })
	}
	stagetest.Poll(func() bool { return s.Sockets() >= before+n || time.Since(began) > slowLimit })
	return func() { close(done); clients.Wait() }
}

// dripBytes sends an endless line byte by byte until end is closed or the client cannot
// go on, and reports whether the server has cut it off.
func dripBytes(conn net.Conn, end <-chan struct{}) (cutOff bool) {
	defer conn.Close()
	drop := time.NewTicker(100 * time.Millisecond)
	defer drop.Stop()
	for {
		if _, err := io.WriteString(conn, "x"); err != nil {
			return !errors.Is(err, os.ErrDeadlineExceeded)
		}
		select {
		case <-drop.C:
		case <-end:
			return false
		}
	}
}
