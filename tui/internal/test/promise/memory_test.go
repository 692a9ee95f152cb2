//go:build linux

package promise

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/part4-security/limits"
	"wallsockets/tui/internal/test/stagetest"
)

// endless are beginnings of requests that never end, or that announce a lot.
var endless = []string{"", "*1\r\n$200\r\n", "*1000000\r\n", "*1\r\n$1000000000\r\n"}

// Lines that never end, and requests that announce gigabytes, are refused before
// they use any memory.
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
						t.Errorf("the answer to an endless %q is %q, want a refusal", begin, told)
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

// As many clients as there are places make the server hold as much as each may:
// half of them send requests without end and never read, the others send all of a
// large request but its last byte.
func TestPromiseMemoryOfAllClients(t *testing.T) {
	words := make([]string, 1000)
	for i := range words {
		words[i] = fmt.Sprintf("%055d", i)
	}
	large := request(append([]string{"UNUSUAL", "1000"}, words...)...)
	for _, stage := range hardened {
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			n := roomFor(t, limits.MaxClients)
			s := stagetest.Start(t, stage, room(stage, n)...)
			clients := connect(t, s, n-1)
			var sending sync.WaitGroup
			for i, client := range clients {
				sending.Go(func() {
					if i%2 == 0 {
						io.WriteString(client, large[:len(large)-1])
						return
					}
					client.SetWriteDeadline(time.Now().Add(time.Second))
					for err := error(nil); err == nil; { // until it is cut off or blocks
						_, err = io.WriteString(client, large)
					}
				})
			}
			sending.Wait()
			wantAnswer(s)
			most, err := strconv.Atoi(strings.TrimSuffix(s.Status("VmHWM"), " kB"))
			if err != nil {
				t.Fatal(err)
			}
			// Of this 8 MiB are counted; the rest is the runtime's: on a busy machine
			// many clients wait in the middle of their turn, each with its buffers.
			limit := 84<<10 + 12*n
			promise(t, most <= limit, "as much as each client may make it hold, "+stage.ID,
				fmt.Sprintf("RSS at most 84 MiB and 12 KiB a client: %d MiB", limit>>10),
				"%d clients, RSS at most %d MiB", n, most>>10)
		})
	}
}

// flood makes clients send an endless line at the same time, each up to floodBytes
// if it is not cut off. It returns the answers.
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
