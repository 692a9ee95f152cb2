//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds everything that must happen soon. PHP gives up after 1.5
// seconds; the rest is for machines that are busy with other tests.
const patience = 10 * time.Second

// fakeServer imitates the word server.
type fakeServer struct {
	path string

	mu       sync.Mutex
	received []string
}

// socketPath returns a path in a new folder. A socket's path must be short, and
// t.TempDir() is not.
func socketPath(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	// TestPermissionDenied is about the socket's mode, not the folder's.
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "s")
}

// listen listens on a new path until the test ends.
func listen(t *testing.T) *net.UnixListener {
	t.Helper()
	ln, err := net.Listen("unix", socketPath(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln.(*net.UnixListener)
}

// startFake starts a server that reads a line and sends the answer. It records
// everything that clients send, also after their line.
func startFake(t *testing.T, answer func(line string) string) *fakeServer {
	t.Helper()
	f := new(fakeServer)
	f.path = startRude(t, func(conn *net.UnixConn) {
		reader := bufio.NewReader(conn)
		line, err := reader.ReadString('\n')
		if err != nil {
			return // a client that was stopped
		}
		// Record it before the answer, because the test waits for that.
		f.record(line)
		_, _ = io.WriteString(conn, answer(line))
		_ = conn.CloseWrite()
		// The client closes once it has read to the end.
		if rest, _ := io.ReadAll(reader); len(rest) > 0 {
			f.record(string(rest))
		}
	})
	return f
}

// startRude starts a server that calls talk for each client. When the test ends,
// so do its connections.
func startRude(t *testing.T, talk func(conn *net.UnixConn)) string {
	t.Helper()
	ln := listen(t)
	var clients sync.WaitGroup
	t.Cleanup(clients.Wait)
	clients.Go(func() {
		for {
			conn, err := ln.AcceptUnix()
			if err != nil {
				return // the listener is closed
			}
			clients.Go(func() {
				defer conn.Close()
				// Talk must not block forever, or the test would not end.
				_ = conn.SetDeadline(time.Now().Add(2 * patience))
				talk(conn)
			})
		}
	})
	t.Cleanup(func() { ln.Close() })
	return ln.Addr().String()
}

func (f *fakeServer) record(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.received = append(f.received, text)
}

// requests returns what was received since the last call.
func (f *fakeServer) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	received := f.received
	f.received = nil
	return received
}

// words answers like the real server, with made-up figures.
func words(line string) string {
	var b strings.Builder
	fields := strings.Fields(line)
	for _, word := range fields {
		fmt.Fprintf(&b, "%s\t12345\t67.8\t4.83\n", word)
	}
	fmt.Fprintf(&b, "# %d words, average 67.8 per million, most unusual "+
		"first: %s\n", len(fields), strings.Join(fields, " "))
	return b.String()
}

// A fault is a way in which the server can fail its clients.
type fault struct {
	name     string
	start    func(t *testing.T) (path string)
	status   int    // of the page
	sentence string // of the page and the client
}

// faults are all faults but a denied permission, which needs another user.
var faults = []fault{
	{"no file", socketPath, 503, "the server is not running: there is no /"},
	{"stale file", staleFile, 503, "nobody listens on /"},
	{"not a socket", plainFile, 503, " /"},
	{"silent", silent, 504, "did not finish its answer within 1.5 seconds"},
	{"drip", drip, 504, "did not finish its answer within 1.5 seconds"},
	{"full backlog", fullBacklog, 504, "is overloaded: its queue was full"},
	{"endless answer", endless, 503, "the answer is longer than 1 MiB"},
	{"no answer", speechless, 503, "the server closed without an answer"},
}

// staleFile is what a killed server leaves behind.
func staleFile(t *testing.T) string {
	ln := listen(t)
	ln.SetUnlinkOnClose(false)
	ln.Close()
	return ln.Addr().String()
}

func plainFile(t *testing.T) string {
	path := socketPath(t)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// silent accepts, reads and sends nothing.
func silent(t *testing.T) string {
	return startRude(t, func(conn *net.UnixConn) {
		_, _ = io.Copy(io.Discard, conn)
	})
}

// drip sends a line that never ends, byte after byte. No single byte is late.
func drip(t *testing.T) string {
	return startRude(t, func(conn *net.UnixConn) {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			if _, err := conn.Write([]byte("a")); err != nil {
				return
			}
		}
	})
}

// endless sends lines as fast as they are read.
func endless(t *testing.T) string {
	lines := bytes.Repeat([]byte("the\t1\t1.0\t1.00\n"), 1000)
	return startRude(t, func(conn *net.UnixConn) {
		for {
			if _, err := conn.Write(lines); err != nil {
				return
			}
		}
	})
}

// speechless closes right away.
func speechless(t *testing.T) string {
	return startRude(t, func(*net.UnixConn) {})
}

// fullBacklog is a server that never accepts and whose queue is full.
func fullBacklog(t *testing.T) string {
	path, _ := fillBacklog(t)
	return path
}

// fillBacklog returns a listener whose queue is full.
func fillBacklog(t *testing.T) (path string, ln int) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere a full queue looks like a stale file")
	}
	address := &syscall.SockaddrUnix{Name: socketPath(t)}
	ln = streamSocket(t)
	if err := syscall.Bind(ln, address); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(ln, 0); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		err := syscall.Connect(streamSocket(t), address)
		if err == syscall.EAGAIN {
			return address.Name, ln
		}
		if err != nil {
			t.Fatalf("fill the queue: %v", err)
		}
	}
	t.Fatal("100 clients did not fill a queue with no places")
	return "", 0
}

// streamSocket returns a non-blocking unix socket.
func streamSocket(t *testing.T) int {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	syscall.CloseOnExec(fd)
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	return fd
}
