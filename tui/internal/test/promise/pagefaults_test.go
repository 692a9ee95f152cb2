//go:build linux

package promise

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/test/stagetest"
)

// pageFaults are things that can be wrong with the server of a page, and what the page
// says then. Each returns the path of its socket and how to start the page.
var pageFaults = []struct {
	name     string
	sentence string
	start    func(t *testing.T) (path string, settings []func(*exec.Cmd))
}{
	{"down", "the server is not running: there is no /", func(t *testing.T) (string, []func(*exec.Cmd)) {
		return stagetest.SocketPath(t), nil
	}},
	{"killed", "nobody listens on /", func(t *testing.T) (string, []func(*exec.Cmd)) {
		s := stagetest.Start(t, stagetest.Find(t, 6))
		s.Command.Process.Kill()
		s.Exit()
		return s.Address, nil
	}},
	{"stopped", "did not finish its answer within 1.5 s", func(t *testing.T) (string, []func(*exec.Cmd)) {
		s := stagetest.Start(t, stagetest.Find(t, 6))
		s.Signal(syscall.SIGSTOP)
		t.Cleanup(func() { s.Signal(syscall.SIGCONT) })
		return s.Address, nil
	}},
	{"dripping", "did not finish its answer within 1.5 s", func(t *testing.T) (string, []func(*exec.Cmd)) {
		return drip(t), nil
	}},
	{"queue full", "its queue was full for 1.5 seconds", func(t *testing.T) (string, []func(*exec.Cmd)) {
		path, listener := fullQueue(t)
		t.Cleanup(func() { unix.Close(listener) })
		return path, nil
	}},
	{"denied", "permission denied on /", denied},
	{"closing early", "the answer broke off", func(t *testing.T) (string, []func(*exec.Cmd)) {
		return answering(t, "the\t1\t1.0\t1.00\n"), nil
	}},
	{"garbage", "not from the word server", func(t *testing.T) (string, []func(*exec.Cmd)) {
		return answering(t, "\x00\xff<script>\n"), nil
	}},
}

// drip starts a server that answers a byte at a time and never ends.
func drip(t *testing.T) string {
	t.Helper()
	return serve(t, func(conn net.Conn) {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			if _, err := io.WriteString(conn, "x"); err != nil {
				return
			}
		}
	})
}

// answering starts a server that gives every client the same answer.
func answering(t *testing.T, answer string) string {
	t.Helper()
	return serve(t, func(conn net.Conn) {
		io.WriteString(conn, answer)
	})
}

// serve starts a server that calls talk for each client, until the test ends.
func serve(t *testing.T, talk func(conn net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("unix", stagetest.SocketPath(t))
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
				talk(conn)
			})
		}
	})
	return ln.Addr().String()
}

// fullQueue returns the path and descriptor of a listener that does not accept and
// whose queue is full. The caller closes it.
func fullQueue(t *testing.T) (path string, listener int) {
	t.Helper()
	address := &unix.SockaddrUnix{Name: stagetest.SocketPath(t)}
	listener = streamSocket(t)
	if err := unix.Bind(listener, address); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(listener, 0); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		client := streamSocket(t)
		t.Cleanup(func() { unix.Close(client) })
		if err := unix.Connect(client, address); err == unix.EAGAIN {
			return address.Name, listener
		}
	}
	t.Fatal("100 clients did not fill a queue of one place")
	return "", 0
}

func streamSocket(t *testing.T) int {
	t.Helper()
	kind := unix.SOCK_STREAM | unix.SOCK_CLOEXEC | unix.SOCK_NONBLOCK
	fd, err := unix.Socket(unix.AF_UNIX, kind, 0)
	if err != nil {
		t.Fatal(err)
	}
	return fd
}

// denied runs the page as a user who may not open the socket.
func denied(t *testing.T) (path string, settings []func(*exec.Cmd)) {
	stagetest.NeedRoot(t)
	s := stagetest.Start(t, stagetest.Find(t, 6))
	folder := filepath.Join(filepath.Dir(s.Address), "tmp")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(folder, stranger, stranger); err != nil {
		t.Fatal(err)
	}
	return s.Address, []func(*exec.Cmd){asStranger, func(command *exec.Cmd) {
		command.Env = append(os.Environ(), "TMPDIR="+folder)
	}}
}

// stranger is a user without any rights on the server.
const stranger = 65534

// asStranger makes a program run as that user.
func asStranger(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{
		Credential: &syscall.Credential{Uid: stranger, Gid: stranger},
	}
}
