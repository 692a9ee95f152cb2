//go:build unix

package unixsocket

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// A file that is not ours stays as it is, and the error names its kind.
func TestListenTouchesNothingElse(t *testing.T) {
	tests := []struct {
		name  string
		plant func(t *testing.T, path string)
		want  string
	}{
		{"file", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte("precious"), 0o644))
		}, "a regular file is there"},
		{"folder", func(t *testing.T, path string) {
			must(t, os.Mkdir(path, 0o755))
		}, "a folder is there"},
		{"pipe", func(t *testing.T, path string) {
			must(t, unix.Mkfifo(path, 0o644))
		}, "a named pipe is there"},
		{"dangling link", func(t *testing.T, path string) {
			must(t, os.Symlink(path+".nothing", path))
		}, "a symbolic link is there"},
		{"link to a stale socket", func(t *testing.T, path string) {
			plantStale(t, path+".stale")
			must(t, os.Symlink(path+".stale", path))
		}, "a symbolic link is there"},
		{"live socket", func(t *testing.T, path string) {
			other, err := net.Listen("unix", path)
			must(t, err)
			t.Cleanup(func() { other.Close() })
		}, "another program listens there"},
		{"live datagram socket", func(t *testing.T, path string) {
			address := &net.UnixAddr{Name: path, Net: "unixgram"}
			other, err := net.ListenUnixgram("unixgram", address)
			must(t, err)
			t.Cleanup(func() { other.Close() })
		}, map[bool]string{true: "another program listens there",
			false: "cannot find out whether the socket there is in use"}[isLinux]},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := temporary(t)
			path := filepath.Join(folder, "s")
			test.plant(t, path)
			before := snapshot(t, folder)
			wantRefusal(t, path, private, test.want)
			wantSame(t, before, snapshot(t, folder))
		})
	}
}

const isLinux = runtime.GOOS == "linux"

// Another program's server that answers one client and ends is not asked: its first
// client is not the one that looks for a stale socket.
func TestListenDoesNotConnect(t *testing.T) {
	if !isLinux {
		t.Skip("only Linux lists the sockets")
	}
	path := filepath.Join(temporary(t), "s")
	ln, err := net.Listen("unix", path)
	must(t, err)
	defer ln.Close()
	wantRefusal(t, path, private, "another program listens there")
	client, err := net.Dial("unix", path)
	must(t, err)
	defer client.Close()
	_, err = client.Write([]byte("first"))
	must(t, err)
	conn, err := ln.Accept()
	must(t, err)
	defer conn.Close()
	got := make([]byte, 5)
	if _, err := conn.Read(got); string(got) != "first" {
		t.Errorf("the first client sends %q, %v", got, err)
	}
}

// A server that is bound and does not listen yet is not dead.
func TestListenLeavesABoundSocket(t *testing.T) {
	if !isLinux {
		t.Skip("only Linux lists the sockets")
	}
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	fd, err := newSocket()
	must(t, err)
	defer unix.Close(fd)
	must(t, unix.Bind(fd, &unix.SockaddrUnix{Name: path}))
	before := snapshot(t, folder)
	wantRefusal(t, path, private, "another program listens there")
	wantSame(t, before, snapshot(t, folder))
}

// The connections that a dead server leaves to others do not keep its name.
func TestListenReplacesADeadServersSocket(t *testing.T) {
	path := filepath.Join(temporary(t), "s")
	address := &net.UnixAddr{Name: path, Net: "unix"}
	ln, err := net.ListenUnix("unix", address)
	must(t, err)
	ln.SetUnlinkOnClose(false)
	client, err := net.Dial("unix", path)
	must(t, err)
	defer client.Close()
	conn, err := ln.Accept()
	must(t, err)
	defer conn.Close()
	must(t, ln.Close())
	wantAnswer(t, mustListen(t, path))
}

// A server that accepts nobody is alive all the same.
func TestListenLeavesABusySocket(t *testing.T) {
	if !isLinux {
		t.Skip("only Linux distinguishes a full queue from a dead server")
	}
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	t.Chdir(folder)
	fd, err := newSocket()
	must(t, err)
	defer unix.Close(fd)
	must(t, unix.Bind(fd, &unix.SockaddrUnix{Name: "s"})) // a name that isBound does not know
	must(t, unix.Listen(fd, 1))
	for err == nil {
		var conn net.Conn
		conn, err = net.Dial("unix", path)
		if err == nil {
			defer conn.Close()
		}
	}
	if !errors.Is(err, unix.EAGAIN) {
		t.Fatalf("dial a full queue: %v, want EAGAIN", err)
	}
	before := snapshot(t, folder)
	wantRefusal(t, path, private, "another program listens there")
	wantSame(t, before, snapshot(t, folder))
}

// A socket that we may not connect to could be in use.
func TestListenLeavesAForbiddenSocket(t *testing.T) {
	user := unprivileged(t)
	folder := temporary(t)
	must(t, os.Chmod(folder, 0o777))
	path := filepath.Join(folder, "s")
	plantStale(t, path)
	must(t, os.Chmod(path, 0o600))

	before := snapshot(t, folder)
	child := startChild(t, user, 0o022, private, path)
	child.begin(t)
	wantLine(t, child, "cannot find out whether the socket there is in use")
	if err := child.end(t); err == nil {
		t.Error("the child exits without an error")
	}
	wantSame(t, before, snapshot(t, folder))
}

func TestListenReplacesAStaleSocket(t *testing.T) {
	path := filepath.Join(temporary(t), "s")
	plantStale(t, path)
	ln := mustListen(t, path)
	wantAnswer(t, ln)
}

// plantStale leaves a socket file behind, as a killed server does.
func plantStale(t *testing.T, path string) {
	t.Helper()
	address := &net.UnixAddr{Name: path, Net: "unix"}
	ln, err := net.ListenUnix("unix", address)
	must(t, err)
	ln.SetUnlinkOnClose(false)
	must(t, ln.Close())
}

// object is a file at one moment.
type object struct {
	info    os.FileInfo
	content string
}

// snapshot returns all files in folder.
func snapshot(t *testing.T, folder string) map[string]object {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	objects := make(map[string]object)
	for _, entry := range entries {
		info, err := entry.Info()
		must(t, err)
		var content []byte
		if info.Mode().IsRegular() {
			content, err = os.ReadFile(filepath.Join(folder, entry.Name()))
			must(t, err)
		}
		objects[entry.Name()] = object{info, string(content)}
	}
	return objects
}

// wantSame fails the test if a file was added, removed or changed.
func wantSame(t *testing.T, before, after map[string]object) {
	t.Helper()
	if len(after) != len(before) {
		t.Errorf("files %v, want %v", after, before)
	}
	for name, old := range before {
		now, found := after[name]
		if !found || !os.SameFile(old.info, now.info) ||
			old.info.Mode() != now.info.Mode() || old.content != now.content {
			t.Errorf("%s is now %+v, was %+v", name, now, old)
		}
	}
}

// must ends the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
