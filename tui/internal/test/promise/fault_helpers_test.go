//go:build linux

package promise

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// survive runs a fault against a new server of each part that serves many clients
// and checks that it answers another client afterwards.
func survive(t *testing.T, fault func(t *testing.T, s *stagetest.Server)) {
	t.Helper()
	withstand(t, nil, fault)
}

// hurry is a short time limit.
const hurry = 600 * time.Millisecond

// outlast does the same for a fault that ends by a time limit. From part 4 on the
// limits are short.
func outlast(t *testing.T, fault func(t *testing.T, s *stagetest.Server)) {
	t.Helper()
	var limits []string
	for _, limit := range []string{"first-byte", "request", "idle", "write"} {
		limits = append(limits, fmt.Sprintf("-%s-time=%v", limit, hurry))
	}
	withstand(t, limits, fault)
}

// withstand does it with these flags for the limits, which parts have from part 4 on.
func withstand(t *testing.T, limits []string, fault func(t *testing.T, s *stagetest.Server)) {
	t.Helper()
	manyClients(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.RESP {
			flags = append(flags, limits...)
		}
		s := stagetest.Start(t, stage, flags...)
		fault(t, s)
		wantAnswer(s)
	})
}

// hurries reports whether outlast has started the server.
func hurries(s *stagetest.Server) bool {
	return slices.Contains(s.Command.Args, fmt.Sprintf("-request-time=%v", hurry))
}

// wantAnswer checks that the server answers a client.
func wantAnswer(s *stagetest.Server) {
	s.T.Helper()
	wantCall(s, s.Stage.Demo[0].Want, s.Stage.Demo[0].Send, "\n")
}

// wantCall has a conversation and checks the answer. On a busy machine the short limits
// of outlast may cut off any client: then another one asks.
func wantCall(s *stagetest.Server, want string, pieces ...string) {
	s.T.Helper()
	const tries = 5
	for try := 1; ; try++ {
		began := time.Now()
		got := s.Call(pieces...)
		if got == want {
			return
		}
		if took := time.Since(began); took < hurry/2 || !hurries(s) || try == tries {
			s.T.Errorf("%s: a client that sends %.100q is answered %q after %v, want %q",
				s.Stage.ID, pieces, got, took, want)
			return
		}
	}
}

// startNC starts nc as a client that has sent the beginning of a line.
func startNC(t *testing.T, s *stagetest.Server) *exec.Cmd {
	t.Helper()
	arguments := s.ClientArguments()
	if s.Stage.Network == "unix" {
		arguments = append([]string{"-U"}, arguments...)
	}
	client := exec.Command(stagetest.Need(t, "nc"), arguments...)
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	client.Stdin = from
	io.WriteString(to, "the qui")
	err = client.Start()
	from.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Process.Kill()
		client.Wait()
		to.Close()
	})
	// Once it has connected it reads what is typed.
	if !stagetest.Poll(func() bool {
		left, err := unix.IoctlGetInt(int(to.Fd()), unix.TIOCINQ)
		return left == 0 && err == nil
	}) {
		t.Fatal("the client did not connect")
	}
	return client
}

// testOutput asks for enough answers to fill a pipe with log lines.
func testOutput(t *testing.T, starts ...func(*testing.T, course.Stage, []string) *stagetest.Server) {
	t.Helper()
	for _, start := range starts {
		manyClients(t, func(t *testing.T, stage course.Stage, flags []string) {
			n := few(1000)
			if slices.Contains(flags, "-model=processes") {
				n /= 50
			}
			s := start(t, stage, flags)
			answer(s, n)
			wantAnswer(s)
		})
	}
}

// serveAll answers all clients until the test ends.
func serveAll(t *testing.T, listener int, answer string) {
	t.Helper()
	file := os.NewFile(uintptr(listener), "listener")
	ln, err := net.FileListener(file)
	file.Close()
	if err != nil {
		t.Fatal(err)
	}
	var clients sync.WaitGroup
	t.Cleanup(clients.Wait)
	t.Cleanup(func() { ln.Close() })
	clients.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return // the listener is closed
			}
			clients.Go(func() {
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(stagetest.Patience))
				// Those that only fill the queue send nothing.
				defer context.AfterFunc(t.Context(), func() { conn.SetDeadline(time.Now()) })()
				bufio.NewReader(conn).ReadString('\n')
				io.WriteString(conn, answer)
			})
		}
	})
}

// neverRead is a client that sends requests until the server reads no more, because it
// cannot send its answers.
func neverRead(t *testing.T, s *stagetest.Server) net.Conn {
	t.Helper()
	conn := s.Dial()
	if !s.Stage.RESP {
		io.WriteString(conn, strings.Repeat("a ", 2047)+"\n")
		return conn
	}
	text := strings.Repeat(request(slices.Repeat([]string{"MGET"}, 200)...), 20)
	go func() {
		for {
			if _, err := io.WriteString(conn, text); err != nil {
				return // it is cut off
			}
		}
	}()
	waitFull(t, conn)
	atRest(s)
	return conn
}

// curse is a word that makes a conversation panic in the server that startCursed
// starts, as if a client had found a fault of ours.
const curse = "abracadabra"

// startCursed starts a stage's server with that fault where words are folded.
func startCursed(t *testing.T, stage course.Stage) *stagetest.Server {
	t.Helper()
	program := stagetest.Faulty(t, stage, "part3-threads/frequency/fold.go", func(source string) string {
		for _, function := range []string{
			"func Fold(dst, word []byte) []byte {\n", "func Folded(word []byte) bool {\n",
		} {
			if strings.Count(source, function) != 1 {
				t.Fatalf("the source has no %q", function)
			}
			source = strings.Replace(source, function, fmt.Sprintf(
				"%sif string(word) == %q { panic(%[2]q) }\n", function, curse), 1)
		}
		return source
	})
	command := stagetest.Command(t, stage)
	return stagetest.StartCommand(t, stage, exec.Command(program, command.Args[1:]...))
}
