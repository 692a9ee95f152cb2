//go:build linux

package promise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// However many clients connect, ask and leave, the server keeps no descriptor and
// no goroutine of theirs.
func TestPromiseNoLeaks(t *testing.T) {
	stage := stagetest.Find(t, 5)
	stagetest.NothingLeft(t)
	fresh := goroutines(t, stage, 1) // idle, after its first answer
	n := few(oneShots)
	after := goroutines(t, stage, n)
	promise(t, !t.Failed() && after <= fresh, "no leaks",
		"0 errors, descriptors and goroutines as before",
		"%d connections, %d goroutines as against %d", n, after, fresh)
}

// goroutines counts the goroutines of a server after n connections, without those
// of the runtime. A Go program lists them on SIGQUIT; there is no other way to see
// them from outside.
func goroutines(t *testing.T, stage course.Stage, n int) int {
	t.Helper()
	command := stagetest.Command(t, stage)
	command.Env = append(os.Environ(), "GOTRACEBACK=all")
	s := stagetest.StartCommand(t, stage, command)
	answer(s, 1) // from then on it has all that it needs, such as its event loops
	s.Settled()
	atRest(s)
	before := s.Descriptors()
	answer(s, n)
	s.Settled()
	atRest(s)
	if now := s.Descriptors(); now > before {
		t.Errorf("%d descriptors, want %d as before", now, before)
	}
	s.Signal(syscall.SIGQUIT)
	s.Exit()
	stacks := s.Errors.String()
	n = 0
	for line := range strings.Lines(stacks) {
		maker, found := strings.CutPrefix(line, "created by ")
		if found && !strings.HasPrefix(maker, "runtime.") && !strings.HasPrefix(maker, "os/signal.") {
			n++
		}
	}
	return n
}

// atRest waits until the server does nothing. After its clients have left it still
// has some work, such as logging what they said.
func atRest(s *stagetest.Server) {
	s.T.Helper()
	last, same := "", 0
	if !stagetest.Poll(func() bool {
		now, waits := threads(s)
		if same++; now != last || !waits {
			last, same = now, 0
		}
		return same == 25 // looks, 50 ms
	}) {
		s.T.Error("the server does not come to rest")
	}
}

// threads returns how often each thread of the server has started and stopped running,
// and reports whether all of them wait. One that wants a processor of a busy machine
// does not wait, although it does nothing.
func threads(s *stagetest.Server) (switches string, wait bool) {
	var counts strings.Builder
	wait = true
	names, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", s.Command.Process.Pid))
	for _, name := range names {
		status, _ := os.ReadFile(name) // the thread may have ended
		_, count, _ := strings.Cut(string(status), "voluntary_ctxt_switches:")
		counts.WriteString(count)
		if _, state, _ := strings.Cut(string(status), "\nState:\t"); !strings.HasPrefix(state, "S") {
			wait = false
		}
	}
	return counts.String(), wait
}

// oneShot has a conversation on a new connection and checks the answer.
func oneShot(s *stagetest.Server) {
	conn, err := dial(s)
	if err != nil {
		s.T.Error(err)
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	if _, err := conn.Write([]byte("whale\n")); err != nil {
		s.T.Error(err)
		return
	}
	answer := make([]byte, 200)
	n, err := conn.Read(answer)
	if err != nil || !strings.HasPrefix(string(answer[:n]), "whale\t") {
		s.T.Errorf("answered %q, %v", answer[:n], err)
	}
}
