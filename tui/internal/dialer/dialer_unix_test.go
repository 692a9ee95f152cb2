//go:build unix

package dialer

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"wallsockets/part5-unix/unixsocket"
)

const enough = 30 * time.Second

// listen returns a listener in a folder with a short name.
func listen(t testing.TB) *net.UnixListener {
	t.Helper()
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	ln, err := net.Listen("unix", filepath.Join(folder, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln.(*net.UnixListener)
}

func pool(t testing.TB) *Pool {
	p := NewPool()
	t.Cleanup(p.Close)
	return p
}

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), enough)
	t.Cleanup(cancel)
	return ctx
}

// take returns a process. In a flood, and on a busy machine, there may be none for a while.
func take(ctx context.Context, p *Pool) (process *Process) {
	for process == nil && ctx.Err() == nil {
		process = p.Take(ctx)
	}
	return process
}

// Each connection comes from another process, which the caller knows before, and
// it carries bytes both ways.
func TestProcesses(t *testing.T) {
	const clients = 2 * ready
	ln, p, ctx := listen(t), pool(t), within(t)
	var mu sync.Mutex
	dialled := map[int]bool{}
	var tasks sync.WaitGroup
	for range clients {
		tasks.Go(func() {
			process := take(ctx, p)
			if process == nil {
				t.Error("there is no process")
				return
			}
			conn, err := process.Dial(ctx, ln.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			mu.Lock()
			dialled[process.ID] = true
			mu.Unlock()
			if n, err := conn.Read(make([]byte, 2)); n != 2 {
				t.Errorf("read: %d bytes, %v", n, err)
			}
		})
	}
	seen := map[int]bool{}
	for range clients {
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		peer, err := unixsocket.PeerOf(conn)
		if err != nil {
			t.Fatal(err)
		}
		seen[peer.PID] = true
		conn.Write([]byte("hi"))
		conn.Close()
	}
	tasks.Wait()
	for id := range dialled {
		if !seen[id] || id == os.Getpid() {
			t.Errorf("the server did not see process %d, only %v", id, seen)
		}
	}
	if len(seen) != clients {
		t.Errorf("%d processes connected, want %d", len(seen), clients)
	}
}

// The errors are those of net.Dial.
func TestDialFails(t *testing.T) {
	ln, p, ctx := listen(t), pool(t), within(t)
	ln.SetUnlinkOnClose(false)
	ln.Close()
	for path, want := range map[string]error{
		ln.Addr().String():           syscall.ECONNREFUSED,
		ln.Addr().String() + "-none": syscall.ENOENT,
	} {
		_, err := take(ctx, p).Dial(ctx, path)
		_, plain := net.Dial("unix", path)
		if !errors.Is(err, want) || err.Error() != plain.Error() {
			t.Errorf("Dial(%q): %v, want %v", path, err, plain)
		}
	}
}

// A process that was killed leaves the connection to the caller.
func TestKilled(t *testing.T) {
	ln, p, ctx := listen(t), pool(t), within(t)
	process := take(ctx, p)
	if err := syscall.Kill(process.ID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if _, err := process.Dial(ctx, ln.Addr().String()); err != ErrEnded {
		t.Errorf("Dial from a dead process: %v, want %v", err, ErrEnded)
	}
}

// A full queue blocks until the context ends, and Close leaves no process.
func TestFullQueue(t *testing.T) {
	folder := filepath.Dir(listen(t).Addr().String())
	path := filepath.Join(folder, "full")
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if err := errors.Join(syscall.Bind(fd, &syscall.SockaddrUnix{Name: path}),
		syscall.Listen(fd, 0)); err != nil {
		t.Fatal(err)
	}
	p := pool(t)
	for range 50 {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		process := take(within(t), p)
		conn, err := process.Dial(ctx, path)
		cancel()
		if err == nil {
			defer conn.Close()
			continue
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Dial to a full queue: %v", err)
		}
		p.Close()
		if err := syscall.Kill(process.ID, 0); err != syscall.ESRCH {
			t.Errorf("the process is still there: %v", err)
		}
		return
	}
	t.Skip("the queue is never full")
}

// A closed pool and none have no process.
func TestNone(t *testing.T) {
	p := NewPool()
	p.Close()
	for _, p := range []*Pool{p, nil} {
		if process := p.Take(t.Context()); process != nil {
			t.Errorf("Take = %+v, want nil", process)
		}
	}
}

func BenchmarkDial(b *testing.B) {
	ln, p := listen(b), pool(b)
	for b.Loop() {
		process := p.Take(b.Context())
		if process == nil {
			b.Fatal("no process")
		}
		conn, err := process.Dial(b.Context(), ln.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		conn.Close()
		served, err := ln.Accept()
		if err != nil {
			b.Fatal(err)
		}
		served.Close()
	}
}
