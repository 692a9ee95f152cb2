//go:build linux

package promise

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/stagetest"
)

// endless are the begins of requests that never end, and of some that only
// announce a lot.
var endless = []string{"", "*1\r\n$200\r\n", "*1000000\r\n", "*1\r\n$1000000000\r\n"}

// Lines that never end, and requests that announce gigabytes, are refused
// before they occupy anything.
func TestPromiseMemoryUnderAttack(t *testing.T) {
	for _, stage := range hardened {
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			s := stagetest.Start(t, stage)
			if got := s.Call(stage.Demo[0].Send, "\n"); got != stage.Demo[0].Want {
				t.Fatalf("got %q, want %q", got, stage.Demo[0].Want)
			}
			before := resident(s)
			for _, begin := range endless {
				for _, told := range flood(s, 8, begin) {
					if !strings.Contains(told, "at most") &&
						!strings.Contains(told, "not followed by CR LF") {
						t.Errorf("%q and so on is told %q, want a refusal", begin, told)
					}
				}
			}
			grown := max(0, resident(s)-before)
			promise(t, !t.Failed() && grown <= 8<<10,
				fmt.Sprintf("4 x 8 endless lines of %d MiB, %s", floodBytes>>20, stage.ID),
				"each refused, RSS grows by 8 MiB at most", "grows by %.1f MiB",
				float64(grown)/1024)
			if strings.Contains(s.Errors.String(), strings.Repeat("x", 300)) {
				t.Error("the line is in the log")
			}
		})
	}
}

// flood has clients begin and then send an endless line at the same time, each
// up to floodBytes if it is not cut off. It returns what they were told.
func flood(s *stagetest.Server, clients int, begin string) (told []string) {
	told = make([]string, clients)
	piece := bytes.Repeat([]byte("x"), 64<<10)
	var all sync.WaitGroup
	for i := range clients {
		conn := s.Dial()
		conn.SetDeadline(time.Now().Add(time.Minute))
		all.Go(func() {
			answer := make(chan string)
			go func() {
				text, _ := io.ReadAll(conn)
				answer <- string(text)
			}()
			_, err := io.WriteString(conn, begin)
			for sent := 0; err == nil && sent < floodBytes; sent += len(piece) {
				_, err = conn.Write(piece)
			}
			conn.CloseWrite() // it may have been cut off
			told[i] = <-answer
			conn.Close()
		})
	}
	all.Wait()
	return told
}
