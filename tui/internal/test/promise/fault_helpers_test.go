//go:build linux

package promise

import (
	"bufio"
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

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// survive runs a fault against a new server of each part that serves many clients
// and checks that it answers another client afterwards. From part 4 on the time
// limits are short.
func survive(t *testing.T, fault func(t *testing.T, s *stagetest.Server)) {
	t.Helper()
	manyClients(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := stagetest.Start(t, stage, append(flags, hurry(stage)...)...)
		fault(t, s)
		wantAnswer(s)
	})
}

// hurry returns flags for short time limits, where a part has limits.
func hurry(stage course.Stage) []string {
	if !stage.RESP {
		return nil
	}
	return []string{"-first-byte-time=600ms", "-request-time=600ms", "-idle-time=600ms",
		"-write-time=600ms"}
}

func wantAnswer(s *stagetest.Server) {
	s.T.Helper()
	if got := s.Call(s.Stage.Demo[0].Send, "\n"); got != s.Stage.Demo[0].Want {
		s.T.Errorf("%s: another client is answered %q", s.Stage.ID, got)
	}
}

// startNC starts nc as a client that has sent the beginning of a line.
func startNC(t *testing.T, s *stagetest.Server) *exec.Cmd {
	t.Helper()
	arguments := s.ClientArguments()
	if s.Stage.Network == "unix" {
		arguments = append([]string{"-U"}, arguments...)
	}
	s.Settled() // or one that has just left would count
	atRest(s)   // logging who has left opens files
	before := s.Descriptors()
	client := exec.Command(stagetest.Need(t, "nc"), arguments...)
	input, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Process.Kill()
		client.Wait()
	})
	io.WriteString(input, "the qui")
	if !stagetest.Poll(func() bool { return s.Descriptors() > before }) {
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
				conn.SetDeadline(time.Now().Add(time.Second))
				bufio.NewReader(conn).ReadString('\n')
				io.WriteString(conn, answer)
			})
		}
	})
}

// neverRead is a client that sends requests until the server reads no more.
func neverRead(s *stagetest.Server) net.Conn {
	s.T.Helper()
	conn := s.Dial()
	conn.SetDeadline(time.Now().Add(200 * time.Millisecond))
	text := strings.Repeat(request(slices.Repeat([]string{"MGET"}, 200)...), 20)
	if !s.Stage.RESP {
		text = strings.Repeat("a ", 2047) + "\n"
	}
	for {
		if _, err := io.WriteString(conn, text); err != nil || !s.Stage.RESP {
			return conn
		}
	}
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
