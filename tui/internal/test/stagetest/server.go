package stagetest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
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
	s.sockets = s.Sockets()
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

// Settled waits until the server holds no more sockets than when it was ready:
// it must close the sockets of clients that have disconnected.
func (s *Server) Settled() {
	s.T.Helper()
	if s.sockets == 0 {
		return // this system does not report it
	}
	var now int
	if !Poll(func() bool { now = s.Sockets(); return now <= s.sockets }) {
		s.T.Errorf("%s: it has %d sockets, but had %d when it was ready",
			s.Stage.ID, now, s.sockets)
	}
}

// Poll waits until done is true and reports whether that happened in time.
func Poll(done func() bool) bool {
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for limit := time.Now().Add(Patience); !done(); <-look.C {
		if time.Now().After(limit) {
			return false
		}
	}
	return true
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

// Status returns the value of a name in /proc/PID/status.
func (s *Server) Status(name string) string {
	s.T.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Command.Process.Pid))
	if err != nil {
		s.T.Fatal(err)
	}
	_, value, found := strings.Cut(string(status), "\n"+name+":")
	value, _, _ = strings.Cut(value, "\n")
	if !found {
		s.T.Fatalf("/proc has no %s", name)
	}
	return strings.TrimSpace(value)
}

// Descriptors returns how many descriptors the server has, or 0 where the system
// does not report it.
func (s *Server) Descriptors() int {
	open, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.Command.Process.Pid))
	return len(open)
}

// Sockets returns how many of its descriptors are sockets.
func (s *Server) Sockets() (n int) {
	names, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", s.Command.Process.Pid))
	for _, name := range names {
		if target, _ := os.Readlink(name); strings.HasPrefix(target, "socket:") {
			n++
		}
	}
	return n
}

// HalfCloser is a connection that can be closed for writing alone.
type HalfCloser interface {
	net.Conn
	CloseWrite() error
}

// Dial connects to the server. The test is the client.
func (s *Server) Dial() HalfCloser {
	s.T.Helper()
	conn, err := net.DialTimeout(s.Stage.Network, s.Address, Patience)
	if err != nil {
		s.T.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(Patience))
	s.T.Cleanup(func() { conn.Close() })
	return conn.(HalfCloser)
}

// Call sends the pieces, each in its own write, and returns everything that comes
// back. It is no error if the server closes before it has read all of them.
func (s *Server) Call(pieces ...string) string {
	s.T.Helper()
	conn := s.Dial()
	for _, piece := range pieces {
		if _, err := io.WriteString(conn, piece); err != nil {
			break
		}
	}
	return s.Rest(conn)
}

// Rest reads to the end, which must come before the deadline, and closes conn.
func (s *Server) Rest(conn net.Conn) string {
	s.T.Helper()
	defer conn.Close()
	answer, err := io.ReadAll(conn)
	if err != nil && !isReset(err) {
		s.T.Errorf("%s: read %q, then %v", s.Stage.ID, answer, err)
	}
	return string(answer)
}

func isReset(err error) bool {
	return strings.Contains(err.Error(), syscall.ECONNRESET.Error())
}

// ClientArguments returns the arguments with which a client finds the server.
func (s *Server) ClientArguments() []string { return s.Stage.Arguments(s.Address) }

// AnswersWhole has a conversation and reports whether an answer came. It fails
// the test if only part of the answer came.
func (s *Server) AnswersWhole(exchange course.Exchange) bool {
	conn, err := net.DialTimeout(s.Stage.Network, s.Address, Patience)
	if err != nil {
		return false // the server is gone
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(Patience))
	fmt.Fprintln(conn, exchange.Send)
	answer, _ := io.ReadAll(conn) // a reset counts as the end here
	if len(answer) > 0 && string(answer) != exchange.Want {
		s.T.Errorf("%s: %q is answered %q, want all of %q or nothing",
			s.Stage.ID, exchange.Send, answer, exchange.Want)
	}
	return len(answer) > 0
}

// Result is what a finished program has done.
type Result struct {
	Output, Errors string
	Code           int
}

// Run runs a program to its end with the input on its standard input.
func Run(t testing.TB, input, path string, arguments ...string) Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	command := exec.CommandContext(ctx, path, arguments...)
	var output, errors bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &output, &errors
	err := command.Run()
	if ctx.Err() != nil {
		t.Fatalf("%v does not end; output %q, errors %q", command.Args, &output, &errors)
	}
	if command.ProcessState == nil {
		t.Fatalf("%v: %v", command.Args, err)
	}
	return Result{output.String(), errors.String(), command.ProcessState.ExitCode()}
}

// ReadLine reads a line, which must come before the deadline.
func ReadLine(t testing.TB, from io.Reader) string {
	t.Helper()
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil {
		t.Fatalf("read %q, then %v", line, err)
	}
	return line
}
