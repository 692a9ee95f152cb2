//go:build unix

package unixsocket

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// private lets in the owner only, like the servers' default.
var private = Options{Mode: 0o600}

// mustListen listens on path until the test ends.
func mustListen(t *testing.T, path string) *Listener {
	t.Helper()
	ln, err := Listen(path, private)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

// wantRefusal fails the test unless Listen fails with an error that contains want.
func wantRefusal(t *testing.T, path string, options Options, want string) {
	t.Helper()
	ln, err := Listen(path, options)
	if err == nil {
		ln.Close()
		t.Fatalf("Listen(%q, %+v) succeeds, want %q", path, options, want)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("Listen(%q, %+v) = %v, want %q", path, options, err, want)
	}
}

// wantAnswer fails the test unless the next client of ln gets through.
func wantAnswer(t *testing.T, ln net.Listener) {
	t.Helper()
	client, err := net.Dial("unix", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	// This takes so long only if another client was accepted.
	must(t, client.SetDeadline(time.Now().Add(5*time.Second)))
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := conn.(interface{ CloseWrite() error }); !ok {
		t.Errorf("Accept returns a %T, which cannot be half closed", conn)
	}
	if _, err := io.WriteString(conn, "hello"); err != nil {
		t.Error(err)
	}
	conn.Close()
	got, err := io.ReadAll(client)
	if string(got) != "hello" || err != nil {
		t.Errorf("the client reads %q, %v, want %q", got, err, "hello")
	}
}

func TestListen(t *testing.T) {
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	ln := mustListen(t, path)

	if got := ln.Addr().String(); got != path {
		t.Errorf("Addr() = %q, want %q", got, path)
	}
	wantAnswer(t, ln)
	if err := ln.Close(); err != nil {
		t.Error(err)
	}
	wantEmpty(t, folder)
}

func TestListenRelativePath(t *testing.T) {
	folder := temporary(t)
	t.Chdir(folder)
	for _, path := range []string{"s", "./@s"} {
		ln := mustListen(t, path)
		if got := ln.Addr().String(); got != path {
			t.Errorf("Addr() = %q, want %q", got, path)
		}
		wantAnswer(t, ln)
		ln.Close()
		wantEmpty(t, folder)
	}
}

func TestListenWrongArguments(t *testing.T) {
	folder := temporary(t)
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	fine := filepath.Join(folder, "s")
	tests := []struct {
		path    string
		options Options
		want    string
	}{
		{"", private, "it is empty"},
		{"@x", private, "abstract"},
		{"a\x00b", private, "NUL"},
		{strings.Repeat("p", MaxPath+1), private, "choose a shorter one"},
		{filepath.Join(folder, "no", "s"), private, "there is no folder"},
		{filepath.Join(file, "s"), private, "a regular file, not a folder"},
		{filepath.Join(file, "no", "s"), private, "not a directory"},
		{fine, Options{}, "mode 0000 locks out the owner"},
		{fine, Options{Mode: 0o1600}, "mode 1600 is above 0777"},
		{fine, Options{Mode: 0o660, Group: "no-such-group"}, "there is none"},
		{fine, Options{Mode: 0o660, Group: "-1"}, "there is none"},
		{fine, Options{Mode: 0o660, Group: "4294967295"}, "there is none"},
	}
	for _, test := range tests {
		wantRefusal(t, test.path, test.options, test.want)
	}
	os.Remove(file)
	wantEmpty(t, folder)
}

// The kernel has the same limit.
func TestListenLongestPath(t *testing.T) {
	path := filepath.Join(temporary(t), "s")
	path += strings.Repeat("s", MaxPath-len(path))
	ln := mustListen(t, path)
	if got := ln.Addr().String(); got != path {
		t.Errorf("Addr() = %q, want %q", got, path)
	}
	wantAnswer(t, ln)

	fd, err := newSocket()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	err = unix.Bind(fd, &unix.SockaddrUnix{Name: path + "s"})
	if !errors.Is(err, unix.EINVAL) {
		t.Errorf("bind to %d bytes: %v, want EINVAL", len(path)+1, err)
	}
}

func TestCloseTwice(t *testing.T) {
	folder := temporary(t)
	ln := mustListen(t, filepath.Join(folder, "s"))
	for range 2 {
		if err := ln.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	}
	if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept() = %v, want net.ErrClosed", err)
	}
	wantEmpty(t, folder)
}

func TestCloseDuringAccept(t *testing.T) {
	folder := temporary(t)
	ln := mustListen(t, filepath.Join(folder, "s"))
	accepted := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		close(started)
		_, err := ln.Accept()
		accepted <- err
	}()
	<-started
	closed := make(chan error, 2)
	for range 2 {
		go func() { closed <- ln.Close() }()
	}
	for range 2 {
		if err := <-closed; err != nil {
			t.Errorf("Close() = %v", err)
		}
	}
	if err := <-accepted; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept() = %v, want net.ErrClosed", err)
	}
	wantEmpty(t, folder)
}

// A cleaner of /tmp may remove the file, and another server may take its place.
func TestCloseLeavesTheFileOfAnother(t *testing.T) {
	path := filepath.Join(temporary(t), "s")
	ln := mustListen(t, path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	other, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()

	if err := ln.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	wantAnswer(t, other)
}

func TestCloseWhenTheFileIsGone(t *testing.T) {
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	ln := mustListen(t, path)
	for _, gone := range []string{path, path + ".lock"} {
		if err := os.Remove(gone); err != nil {
			t.Fatal(err)
		}
	}
	if err := ln.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	wantEmpty(t, folder)
}

func TestSocketIsNotInherited(t *testing.T) {
	fd, err := newSocket()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
	if err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Errorf("flags %#x, %v, want close-on-exec", flags, err)
	}
}

// If each failure leaked a descriptor, a server that retries would run out.
func TestListenLosesNoDescriptor(t *testing.T) {
	const open = "/dev/fd"
	count := func() int {
		entries, err := os.ReadDir(open)
		if err != nil {
			t.Skip("no list of descriptors: ", err)
		}
		return len(entries)
	}
	path := filepath.Join(temporary(t), "s")
	mustListen(t, path).Close() // for the first socket Go opens more, which it keeps
	before := count()
	for range 20 {
		ln := mustListen(t, path)
		wantRefusal(t, path, private, "another server listens")
		ln.Close()
	}
	foreign, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		wantRefusal(t, path, private, "another program listens")
	}
	foreign.Close()
	if after := count(); after > before {
		t.Errorf("%d descriptors are open, want %d", after, before)
	}
}
