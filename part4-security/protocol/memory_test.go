//go:build unix && !race

package protocol

import (
	"net"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"wallsockets/part4-security/protocol/engine/enginetest"
)

// An idle connection holds no buffers. The clients are bare descriptors, so
// that only the server's end of each counts: 4 KiB of stack, 0.5 KB that the
// runtime and 0.3 KB that net hold for it, and our own.
func TestIdleConnectionsAreSmall(t *testing.T) {
	const clients, most = 1000, 6500
	path := filepath.Join(t.TempDir(), "socket")
	s := service(t)
	enginetest.Serve(t, "unix", path, func(conn net.Conn) {
		s.Converse(t.Context(), conn)
	})
	before := inUse()
	for range clients {
		client := dialBare(t, path)
		defer syscall.Close(client)
		syscall.Write(client, []byte(request("PING")))
		if n, err := syscall.Read(client, make([]byte, 8)); n != 7 {
			t.Fatalf("PING is answered with %d bytes, %v", n, err)
		}
	}
	each := (inUse() - before) / clients
	t.Logf("%d bytes for each connection", each)
	if each > most {
		t.Errorf("an idle connection holds %d bytes, want at most %d", each, most)
	}
}

// dialBare connects to a socket file without the net package.
func dialBare(t *testing.T, path string) (client int) {
	t.Helper()
	client, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		err = syscall.Connect(client, &syscall.SockaddrUnix{Name: path})
	}
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// inUse is the memory in use by values and by stacks.
func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapInuse + stats.StackInuse
}
