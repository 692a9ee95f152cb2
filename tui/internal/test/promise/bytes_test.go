//go:build linux

package promise

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/test/stagetest"
)

// Nothing that a client sends controls the terminal that a server runs in.
func TestPromiseClientBytesOnTerminals(t *testing.T) {
	for _, stage := range course.Stages[2:] {
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			random := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
			n := 0
			batch := stagetest.Payloads()
			const most = 20_000 // for one server, because its output is kept
			for left := few(hostileLines); ; {
				n += len(batch)
				sendLines(t, stage, batch)
				if left <= 0 || t.Failed() {
					break
				}
				batch = make([]string, min(left, most))
				for i := range batch {
					batch[i] = string(hostileLine(random))
				}
				left -= len(batch)
			}
			promise(t, !t.Failed(), "client bytes on the terminal, "+stage.ID,
				"no control character, no change of direction", "0 in %d messages", n)
		})
	}
}

// sendLines sends each line with a new client to a new server, and then checks
// everything that the server has printed.
func sendLines(t *testing.T, stage course.Stage, batch []string) {
	t.Helper()
	s := stagetest.Start(t, stage)
	var next atomic.Int64
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(batch); i = next.Add(1) - 1 {
				sendLine(s, batch[i])
			}
		})
	}
	clients.Wait()
	s.Settled()
	s.Stop()
	for line := range strings.Lines(s.Output.String() + s.Errors.String()) {
		if err := checkTerminal(strings.TrimSuffix(line, "\n")); err != nil || len(line) > 1200 {
			t.Fatalf("%s prints a line of %d bytes: %v", stage.ID, len(line), err)
		}
	}
}

// sendLine has one conversation, whatever its outcome.
func sendLine(s *stagetest.Server, line string) {
	conn, err := dial(s)
	if err != nil {
		s.T.Error(err)
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	io.WriteString(conn, line)
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	if _, err := io.Copy(io.Discard, conn); err != nil {
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			s.T.Errorf("%q: %v", line, err)
		}
	}
}

// checkTerminal checks that a line has nothing that controls a terminal: no
// control character, no change of direction, no bytes that are not UTF-8.
func checkTerminal(line string) error {
	for i, r := range line {
		_, size := utf8.DecodeRuneInString(line[i:])
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) {
			return fmt.Errorf("%+q reaches the terminal in %+.300q", r, line[max(0, i-100):])
		}
	}
	return nil
}

// What the guide shows has passed through package printable, which makes visible
// text of any bytes. The guide's own tests check its frames.
func TestPromiseClientBytesInTheGuide(t *testing.T) {
	random := rand.New(rand.NewPCG(2, uint64(time.Now().UnixNano())))
	n := few(4 * hostileLines)
	check := func(data []byte) {
		for _, shown := range []string{printable.Text(data), printable.Quote(data)} {
			if err := checkTerminal(shown); err != nil || strings.ContainsFunc(shown, unseen) {
				t.Errorf("%q is shown as %q: %v", data, shown, err)
			}
		}
	}
	for _, payload := range stagetest.Payloads() {
		check([]byte(payload))
	}
	for range n {
		check(hostileLine(random))
	}
	promise(t, !t.Failed(), "client bytes in the guide's text", "all visible",
		"0 others in %d messages", n)
}

// unseen runes count as letters or marks but are invisible.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
