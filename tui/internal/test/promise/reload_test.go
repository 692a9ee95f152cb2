//go:build linux

package promise

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// 64 clients ask during reloads of a server under the race detector. There is no
// race, and each answer comes from one list, not from both.
func TestPromiseRaces(t *testing.T) {
	stage := stagetest.Find(t, 6)
	stagetest.NothingLeft(t)
	list := words(t, "whale 10\nsea 20\n")
	name := strings.TrimPrefix(list, "-words=")
	s := stagetest.StartCommand(t, stage, exec.Command(
		stagetest.RaceProgram(t, stage, "server"), list, stagetest.SocketPath(t)))
	done := make(chan struct{})
	var asked atomic.Int64
	var clients sync.WaitGroup
	for i := range 64 {
		clients.Go(func() {
			for open(done) && !t.Failed() {
				if i%2 == 0 {
					askPlain(s)
				} else {
					askSession(s, done)
				}
				asked.Add(1)
			}
		})
	}
	for i := range reloads {
		if err := os.WriteFile(name+".new", fmt.Appendf(nil, "whale %d\nsea %d\n",
			10+(i+1)%2, 20+(i+1)%2), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(name+".new", name); err != nil {
			t.Fatal(err)
		}
		s.Signal(syscall.SIGHUP)
		if !stagetest.Poll(func() bool { return strings.Count(s.Errors.String(), "reloaded 2 words") > i }) {
			t.Errorf("reload %d is not logged: %.1000q", i, s.Errors)
			break
		}
	}
	close(done)
	clients.Wait()
	s.Settled()
	s.Stop()
	races := strings.Count(s.Errors.String(), "DATA RACE")
	promise(t, !t.Failed() && races == 0, "races and mixed answers, 64 clients", "0",
		"%d in %d reloads and %d conversations", races, reloads, asked.Load())
}

func open(done <-chan struct{}) bool {
	select {
	case <-done:
		return false
	default:
		return true
	}
}

// askPlain has a conversation and checks that the answer is from one list.
func askPlain(s *stagetest.Server) {
	conn, err := dial(s)
	if err != nil {
		s.T.Error(err)
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	io.WriteString(conn, "whale sea\n")
	answer, err := io.ReadAll(conn)
	one := strings.HasPrefix(string(answer), "whale\t10\t") && strings.Contains(string(answer), "\nsea\t20\t")
	other := strings.HasPrefix(string(answer), "whale\t11\t") && strings.Contains(string(answer), "\nsea\t21\t")
	if !one && !other || err != nil {
		s.T.Errorf("answered %q, %v", answer, err)
	}
}

// askSession sends ten requests in one session and checks the answers.
func askSession(s *stagetest.Server, done <-chan struct{}) {
	conn, err := dial(s)
	if err != nil {
		s.T.Error(err)
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	replies := bufio.NewReader(conn)
	for i := 0; i < 10 && open(done); i++ {
		io.WriteString(conn, request("MGET", "whale", "sea"))
		reply := make([]byte, len("*2\r\n$2\r\n10\r\n$2\r\n20\r\n"))
		_, err := io.ReadFull(replies, reply)
		if got := string(reply); got != "*2\r\n$2\r\n10\r\n$2\r\n20\r\n" &&
			got != "*2\r\n$2\r\n11\r\n$2\r\n21\r\n" || err != nil {
			s.T.Errorf("answered %q, %v", reply, err)
		}
	}
}
