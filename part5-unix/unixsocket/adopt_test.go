//go:build unix

package unixsocket

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// An adopted socket is served as one of our own. Its file stays, and after Close
// the program that made it accepts the clients that come.
func TestAdopt(t *testing.T) {
	path := filepath.Join(temporary(t), "s")
	maker, err := net.Listen("unix", path)
	must(t, err)
	defer maker.Close()
	for _, detach := range []bool{false, true} {
		file, err := maker.(*net.UnixListener).File()
		must(t, err)
		ln, err := Adopt(file)
		must(t, err)
		if ln.Addr().String() != path {
			t.Errorf("the path is %v, want %s", ln.Addr(), path)
		}
		wantAnswer(t, ln)
		if detach {
			_, err := ln.Detach()
			must(t, err)
		}
		must(t, ln.Close())
		must(t, ln.Close())
		maker.(*net.UnixListener).SetDeadline(time.Now().Add(10 * time.Second))
		wantAnswer(t, maker)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("the folder has %v, %v, want the socket alone", left, err)
	}
}

// What is not a stream socket that listens on a path is refused, and closed.
func TestAdoptRefuses(t *testing.T) {
	socket := func(family, kind int, address unix.Sockaddr, listen bool) *os.File {
		fd, err := unix.Socket(family, kind, 0)
		must(t, err)
		if address != nil {
			must(t, unix.Bind(fd, address))
		}
		if listen {
			must(t, unix.Listen(fd, 1))
		}
		return os.NewFile(uintptr(fd), "socket")
	}
	at := func(name string) unix.Sockaddr {
		return &unix.SockaddrUnix{Name: filepath.Join(temporary(t), name)}
	}
	regular, err := os.Create(filepath.Join(t.TempDir(), "file"))
	must(t, err)
	loopback := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	const otherKind = "want a unix stream socket that listens"
	type refused struct {
		file *os.File
		want string
	}
	tests := map[string]refused{
		"file":     {regular, "socket operation on non-socket"},
		"TCP":      {socket(unix.AF_INET, unix.SOCK_STREAM, loopback, true), otherKind},
		"datagram": {socket(unix.AF_UNIX, unix.SOCK_DGRAM, at("s"), false), otherKind},
		"bound":    {socket(unix.AF_UNIX, unix.SOCK_STREAM, at("s"), false), otherKind},
	}
	if isLinux {
		tests["packets"] = refused{socket(unix.AF_UNIX, unix.SOCK_SEQPACKET, at("s"), true), otherKind}
		name := &unix.SockaddrUnix{Name: "@" + temporary(t)}
		tests["abstract"] = refused{socket(unix.AF_UNIX, unix.SOCK_STREAM, name, true),
			"a leading @ means an abstract socket"}
	}
	for name, test := range tests {
		ln, err := Adopt(test.file)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if ln != nil {
			ln.Close()
		}
		if test.file.Close() == nil {
			t.Errorf("%s: the file is left open", name)
		}
	}
}
