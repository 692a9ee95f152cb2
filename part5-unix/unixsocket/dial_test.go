//go:build unix

package unixsocket

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// crowded listens on a new path with a queue of one place, and fills it.
func crowded(t *testing.T) (path string, ln *net.UnixListener) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux distinguishes a full queue from a missing server")
	}
	path = filepath.Join(temporary(t), "s")
	fd, err := newSocket()
	must(t, err)
	must(t, unix.Bind(fd, &unix.SockaddrUnix{Name: path}))
	must(t, unix.Listen(fd, 0))
	file := os.NewFile(uintptr(fd), path)
	defer file.Close()
	general, err := net.FileListener(file)
	must(t, err)
	t.Cleanup(func() { general.Close() })
	conn, err := net.Dial("unix", path)
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	return path, general.(*net.UnixListener)
}

// Dial neither gives up at once when the queue is full nor waits forever.
func TestDialFullQueue(t *testing.T) {
	path, ln := crowded(t)
	began := time.Now()
	_, err := Dial(path, 100*time.Millisecond)
	if took := time.Since(began); err == nil ||
		!strings.Contains(err.Error(), "the server is busy") ||
		took < 30*time.Millisecond {
		t.Errorf("Dial = %v after %v, want the server is busy", err, took)
	}
	accepted := make(chan error, 1)
	time.AfterFunc(20*time.Millisecond, func() {
		_, err := ln.Accept()
		accepted <- err
	})
	conn, err := Dial(path, 20*time.Second)
	if err != nil {
		t.Fatalf("once there is room again: %v", err)
	}
	conn.Close()
	must(t, <-accepted)
}

// The advice fits the reason.
func TestDialNobody(t *testing.T) {
	folder := temporary(t)
	plain := filepath.Join(folder, "plain")
	must(t, os.WriteFile(plain, nil, 0o600))
	left := filepath.Join(folder, "left")
	ln, err := net.Listen("unix", left)
	must(t, err)
	ln.(*net.UnixListener).SetUnlinkOnClose(false)
	must(t, ln.Close())
	for path, want := range map[string]string{
		filepath.Join(folder, "nothing"): "the server is not running; start it first",
		plain:                            "it is not a socket; choose another path",
		left:                             "the server that left the file has died; start it again",
	} {
		_, err := Dial(path, time.Minute)
		if err == nil || !strings.HasSuffix(err.Error(), "; "+want) {
			t.Errorf("Dial(%s) = %v, want %q", path, err, want)
		}
	}
}

// Require accepts the user of the server and no other.
func TestRequire(t *testing.T) {
	path := filepath.Join(temporary(t), "s")
	ln, err := Listen(path, private)
	must(t, err)
	defer ln.Close()
	conn, err := Dial(path, time.Second)
	must(t, err)
	defer conn.Close()
	must(t, Require(conn, os.Getuid()))
	if err := Require(conn, os.Getuid()+1); err == nil ||
		!strings.Contains(err.Error(), "impostor") {
		t.Errorf("Require = %v, want an impostor", err)
	}
}

// Require compares the server's user, not the caller's.
func TestRequireOtherUser(t *testing.T) {
	user := unprivileged(t)
	folder := temporary(t)
	must(t, os.Chown(folder, user, user))
	path := filepath.Join(folder, "s")
	child := startChild(t, user, 0, Options{Mode: 0o666}, path)
	child.begin(t)
	wantLine(t, child, "listening on "+path)
	conn, err := Dial(path, time.Second)
	must(t, err)
	defer conn.Close()
	must(t, Require(conn, user))
	if err := Require(conn, 0); err == nil {
		t.Error("another user's server passes as root's")
	}
	must(t, child.end(t))
}
