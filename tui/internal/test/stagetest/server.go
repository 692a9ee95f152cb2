package stagetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
)

// Server is a stage's server that is running.
type Server struct {
	T       testing.TB
	Stage   course.Stage
	Command *exec.Cmd
	Address string        // HOST:PORT or a path
	Output  *Lines        // standard output
	Errors  *Lines        // standard error
	Ended   chan struct{} // closed when it has ended

	sockets int // when it was ready
}

// SocketPath returns a free path for a socket file, short enough for an address.
// Other users may enter its folder.
func SocketPath(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "socket")
}

// FreePort returns a free port of this machine. It is not one of those that the kernel
// gives to programs that ask for any, so it stays free while other tests run.
func FreePort(t testing.TB) string {
	t.Helper()
	const first, last = 20_000, 32_000 // on Linux the kernel's own begin at 32,768
	for range 100 {
		port := fmt.Sprint(first + rand.IntN(last-first))
		ln, err := net.Listen("tcp", net.JoinHostPort(course.DefaultHost, port))
		if err == nil {
			ln.Close()
			return port
		}
	}
	t.Fatalf("of 100 ports from %d to %d none is free", first, last)
	return ""
}

// Start starts a stage's server on a free port or path and waits until clients
// can connect. If it still runs at the end of the test, it must hold no more
// sockets than at the start and must end cleanly.
func Start(t testing.TB, stage course.Stage, flags ...string) *Server {
	t.Helper()
	return StartCommand(t, stage, Command(t, stage, flags...))
}

// Command returns the command that Start starts.
func Command(t testing.TB, stage course.Stage, flags ...string) *exec.Cmd {
	t.Helper()
	argument := "0"
	if stage.Network == "unix" {
		argument = SocketPath(t)
	}
	return exec.Command(Program(t, stage, "server"), append(flags, argument)...)
}

// StartCommand does the same for a command that the test has prepared. It
// collects the output that the command does not redirect.
func StartCommand(t testing.TB, stage course.Stage, command *exec.Cmd) *Server {
	t.Helper()
	s := Begin(t, stage, command)
	s.Ready()
	return s
}

// Begin starts a server without waiting until it is ready.
func Begin(t testing.TB, stage course.Stage, command *exec.Cmd) *Server {
	t.Helper()
	s := &Server{T: t, Stage: stage, Command: command,
		Output: new(Lines), Errors: new(Lines), Ended: make(chan struct{})}
	if command.Stdout == nil {
		command.Stdout = s.Output
	}
	if command.Stderr == nil {
		command.Stderr = s.Errors
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		command.Wait() // the state is in ProcessState
		close(s.Ended)
	}()
	t.Cleanup(s.cleanUp)
	return s
}

// Ready waits for the server's first line, which contains its address.
func (s *Server) Ready() {
	s.T.Helper()
	ready := s.WaitFor(s.Output, "\n")
	var found bool
	s.Address, found = strings.CutPrefix(strings.TrimSuffix(ready, "\n"), "listening on ")
	if !found {
		s.T.Fatalf("%s: the first line is %q, want listening on ADDRESS", s.Stage.ID, ready)
	}
	if s.Stage.Number >= 5 && *model == "events" &&
		!slices.Contains(s.Command.Args, "-model=threads") {
		// It makes its loops after that line, and tests count descriptors.
		Poll(func() bool { return s.epolls() > runtime.NumCPU() })
	}
	s.sockets = s.Sockets()
}

// epolls returns how many epoll instances the server has: one for each of its event
// loops, and the runtime's.
func (s *Server) epolls() (n int) {
	open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", s.Command.Process.Pid))
	for _, name := range open {
		if what, _ := os.Readlink(name); what == "anon_inode:[eventpoll]" {
			n++
		}
	}
	return n
}

// cleanUp ends the server at the end of the test and checks what it leaves.
func (s *Server) cleanUp() {
	select {
	case <-s.Ended:
	default:
		if s.Address != "" && !s.T.Failed() {
			s.Settled()
			s.Stop()
		}
		s.Command.Process.Kill()
		<-s.Ended
	}
	if strings.Contains(s.Errors.String(), "DATA RACE") {
		s.T.Errorf("%s: %s", s.Stage.ID, s.Errors)
	}
}

// WaitFor waits for the text and returns the output up to its end.
func (s *Server) WaitFor(output *Lines, text string) string {
	s.T.Helper()
	seen, err := output.WaitFor(text, s.Ended)
	if err != nil {
		s.T.Fatalf("%v: %v; output %q, errors %q", s.Command.Args, err, s.Output, s.Errors)
	}
	return seen
}

// Signal sends a signal to the server.
func (s *Server) Signal(signal syscall.Signal) {
	s.T.Helper()
	err := s.Command.Process.Signal(signal)
	if s.Stage.Once && errors.Is(err, os.ErrProcessDone) {
		return // it has just served its only client
	}
	if err != nil {
		s.T.Fatal(err)
	}
}

// Exit waits until the server ends and returns its exit code, -1 for a signal.
func (s *Server) Exit() int {
	s.T.Helper()
	select {
	case <-s.Ended:
		return s.Command.ProcessState.ExitCode()
	case <-time.After(Patience):
		s.T.Fatalf("%v does not end; output %q, errors %q", s.Command.Args, s.Output, s.Errors)
		return -1
	}
}

// EndedBy reports whether the server ended as a signal must end it: from part
// 3 on with exit code 0, before that by the signal itself.
func (s *Server) EndedBy(signal syscall.Signal) bool {
	state := s.Command.ProcessState
	if !s.Stage.Once {
		return state.Success()
	}
	status := state.Sys().(syscall.WaitStatus)
	return status.Signaled() && status.Signal() == signal
}

// Stop sends SIGTERM to the server and checks that it ends as it must.
func (s *Server) Stop() {
	s.T.Helper()
	s.Signal(syscall.SIGTERM)
	code := s.Exit()
	answered := s.Stage.Once && code == 0 // before the signal came
	if !answered && !s.EndedBy(syscall.SIGTERM) {
		s.T.Errorf("%s: %v on SIGTERM; errors %q", s.Stage.ID, s.Command.ProcessState, s.Errors)
	}
	if s.Stage.Network == "unix" {
		if left, _ := filepath.Glob(s.Address + "*"); len(left) > 0 {
			s.T.Errorf("%s: left behind: %q", s.Stage.ID, left)
		}
	}
}
