//go:build linux

package promise

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A server with 64 descriptors survives a thousand clients, does not burn
// processor time on those it cannot accept, and serves again when they leave.
func TestPromiseDescriptorExhaustion(t *testing.T) {
	manyClients(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := startWith64(t, stage, flags)
		clients := 1000
		if slices.Contains(flags, "-model=processes") {
			clients = 100 // each costs the start of a process
		}
		crowd := connect(t, s, clients)
		before, logged := processorTime(s), strings.Count(s.Errors.String(), "\n")
		<-time.After(exhausted)
		spent := processorTime(s) - before
		lines := strings.Count(s.Errors.String(), "\n") - logged
		closeAll(crowd)
		began := time.Now()
		if got := s.Call(stage.Demo[0].Send, "\n"); got != stage.Demo[0].Want {
			// Clients from the queue may still count.
			stagetest.Poll(func() bool { return s.AnswersWhole(stage.Demo[0]) })
		}
		back := time.Since(began)
		share := 100 * float64(spent) / float64(exhausted)
		const mostLines = 3
		mostShare, mostTime := 5.0, time.Second
		if clients < 1000 {
			// It must start a process for each client that waited and left.
			mostShare, mostTime = 10, 3*time.Second
		}
		_, name, _ := strings.Cut(t.Name(), "/")
		promise(t, !t.Failed() && share <= mostShare*float64(slow()) && lines <= mostLines && back <= mostTime*slow(),
			fmt.Sprintf("%d clients at 64 descriptors, %s", clients, name),
			fmt.Sprintf("alive, %.0f %% of a core, %d lines, back in %v",
				mostShare, mostLines, mostTime),
			"%.1f %%, %d lines in %v, back in %s", share, lines, exhausted, milliseconds(back))
	})
}

// A server that has stopped accepting for a moment, because it has no descriptor
// left, ends in good order.
func TestPromiseEndWithoutDescriptors(t *testing.T) {
	stagetest.NothingLeft(t)
	s := stagetest.Start(t, stagetest.Find(t, 6))
	none := unix.Rlimit{}
	if err := unix.Prlimit(s.Command.Process.Pid, unix.RLIMIT_NOFILE, &none, nil); err != nil {
		t.Fatal(err)
	}
	client := s.Dial()
	defer client.Close()
	s.WaitFor(s.Errors, "too many open files; trying again")
	s.Stop()
	promise(t, !t.Failed(), "the end of a server without descriptors", "exit code 0", "it is")
}

// startWith64 starts a server with a limit of 64 descriptors. Go raises the soft
// limit by itself, so this is the hard limit.
func startWith64(t *testing.T, stage course.Stage, flags []string) *stagetest.Server {
	t.Helper()
	prlimit := stagetest.Need(t, "prlimit")
	server := stagetest.Command(t, stage, flags...)
	return stagetest.StartCommand(t, stage,
		exec.Command(prlimit, append([]string{"--nofile=64:64"}, server.Args...)...))
}

// manyClients runs a test against each part that serves many clients, and part 3
// in each of its models.
func manyClients(t *testing.T, test func(t *testing.T, stage course.Stage, flags []string)) {
	t.Helper()
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.Once {
			t.Skip("this server serves one client and exits")
		}
		stagetest.NothingLeft(t)
		test(t, stage, flags)
	})
}

// processorTime returns the processor time that a server has used.
func processorTime(s *stagetest.Server) time.Duration {
	s.T.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.Command.Process.Pid))
	if err != nil {
		s.T.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest) // from the third field on: man page proc(5)
	user, _ := strconv.Atoi(fields[14-3])
	system, _ := strconv.Atoi(fields[15-3])
	const tick = 10 * time.Millisecond // USER_HZ is 100 wherever Go runs
	return time.Duration(user+system) * tick
}
