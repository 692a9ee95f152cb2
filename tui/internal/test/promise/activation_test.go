//go:build linux

package promise

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"wallsockets/part4-security/limits"
	"wallsockets/tui/internal/test/stagetest"
)

// readySocket is where servers say that they are ready, as to systemd.
type readySocket struct {
	*net.UnixConn
	name string
}

func listenForReady(t *testing.T) readySocket {
	t.Helper()
	name := filepath.Join(filepath.Dir(stagetest.SocketPath(t)), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return readySocket{conn, name}
}

// hears waits until a server says that it is ready.
func (r readySocket) hears(t *testing.T) {
	t.Helper()
	r.SetReadDeadline(time.Now().Add(stagetest.Patience))
	said := make([]byte, 100)
	n, err := r.Read(said)
	if string(said[:n]) != "READY=1" || err != nil {
		t.Errorf("the server says %q, %v, want READY=1", said[:n], err)
	}
}

// takeSocket makes a shell become a program that a socket was passed to: only then is
// the ID of its process known.
const takeSocket = `LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"`

// Nothing runs until the first client comes, whose request starts the server.
func TestPromiseSocketActivation(t *testing.T) {
	stagetest.NothingLeft(t)
	stage := stagetest.Find(t, 6)
	program, path, systemd := stagetest.Program(t, stage, "server"), stagetest.SocketPath(t), listenForReady(t)
	s := stagetest.Begin(t, stage, exec.Command(stagetest.Need(t, "systemd-socket-activate"),
		"-l", path, "-E", "NOTIFY_SOCKET="+systemd.name, program))
	s.WaitFor(s.Errors, "Listening on "+path)
	if s.Address = path; s.Output.String() != "" {
		t.Errorf("before its first client the server prints %q", s.Output)
	}
	if got := s.Call(stage.Demo[0].Send, "\n"); got != stage.Demo[0].Want {
		t.Errorf("the first client gets %q, want %q", got, stage.Demo[0].Want)
	}
	systemd.hears(t)
	s.WaitFor(s.Output, "listening on "+path+"\n")
	s.WaitFor(s.Errors, fmt.Sprintf("user %d", os.Getuid()))
	s.WaitFor(s.Errors, fmt.Sprintf("process %d: ", os.Getpid()))
	s.Signal(syscall.SIGTERM)
	if code := s.Exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Lstat(path); err != nil {
		t.Error("the server has removed a socket that is not its own: ", err)
	}
	for _, argument := range []string{path, "-mode=0660"} {
		got := stagetest.Run(t, "", "sh", "-c", takeSocket, "sh", program, argument)
		if got.Code != 2 || !strings.Contains(got.Errors, "want no PATH, -mode or -group with a socket from systemd") {
			t.Errorf("%s with a passed socket: %+v, want wrong usage", argument, got)
		}
	}
	promise(t, !t.Failed(), "the first client of a passed socket", "starts the server and is answered", "it does")
}

// A server that restarts under load, while somebody else keeps its socket, refuses
// no client and leaves none without an answer: those that it has accepted are
// answered, the others wait for the next server.
func TestPromiseRestartWithItsSocket(t *testing.T) {
	stagetest.NothingLeft(t)
	stage := stagetest.Find(t, 6)
	program, path, systemd := stagetest.Program(t, stage, "server"), stagetest.SocketPath(t), listenForReady(t)
	kept, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	socket, err := kept.(*net.UnixListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	start := func() *stagetest.Server {
		command := exec.Command("sh", "-c", takeSocket, "sh", program)
		command.Env = append(os.Environ(), "NOTIFY_SOCKET="+systemd.name)
		command.ExtraFiles = []*os.File{socket}
		s := stagetest.StartCommand(t, stage, command)
		systemd.hears(t)
		return s
	}
	s := start()
	load := startLoad(path, stage.Demo[0].Send+"\n", stage.Demo[0].Want)
	defer load.stop()
	for range restarts {
		if !load.goesOn(200) {
			break
		}
		s.Signal(syscall.SIGTERM)
		if code := s.Exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		s = start()
	}
	load.goesOn(200)
	load.stop()
	s.Signal(syscall.SIGTERM)
	s.Exit()
	promise(t, !t.Failed() && load.refused.Load()+load.unanswered.Load() == 0,
		"clients during restarts of a server that is passed its socket", "0 refused, 0 without an answer",
		"%d refused and %d without an answer of %d, %d restarts",
		load.refused.Load(), load.unanswered.Load(), load.answered.Load(), restarts)
}

// load is clients that ask a server at the same time, each request on a new
// connection, and how that ended.
type load struct {
	answered, refused, unanswered atomic.Int64
	stop                          func() // ends it, once
}

func startLoad(path, request, want string) *load {
	var l load
	done := make(chan struct{})
	var clients sync.WaitGroup
	l.stop = sync.OnceFunc(func() { close(done); clients.Wait() })
	for range 8 {
		clients.Go(func() {
			for open(done) {
				l.ask(path, request, want)
			}
		})
	}
	return &l
}

func (l *load) ask(path, request, want string) {
	began := time.Now()
	conn, err := net.Dial("unix", path)
	if err != nil {
		l.refused.Add(1)
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	io.WriteString(conn, request)
	asked := time.Since(began)
	answer, err := io.ReadAll(conn)
	switch {
	case string(answer) == want:
		l.answered.Add(1)
	// On a busy machine a client may be held up for longer than the server waits.
	case len(answer) > 0 || asked < limits.GraceTime/2 || errors.Is(err, os.ErrDeadlineExceeded):
		l.unanswered.Add(1)
	}
}

// goesOn waits for n more answers, and reports whether no client has failed yet.
func (l *load) goesOn(n int64) bool {
	failed := func() bool { return l.refused.Load()+l.unanswered.Load() > 0 }
	n += l.answered.Load()
	return stagetest.Poll(func() bool { return failed() || l.answered.Load() >= n }) && !failed()
}
