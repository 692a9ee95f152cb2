package unixsocket

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

func TestPeerOf(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("PeerOf does not support " + runtime.GOOS)
	}
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	ln, err := Listen(filepath.Join(folder, "s"), Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("unix", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}

	want := Peer{UID: os.Getuid(), GID: os.Getgid(), PID: os.Getpid()}
	for name, conn := range map[string]net.Conn{
		"client": server, "server": client,
	} {
		got, err := PeerOf(conn)
		if got != want || err != nil {
			t.Errorf("the %s is %+v, %v, want %+v", name, got, err, want)
		}
	}
	if got := server.RemoteAddr(); got != want {
		t.Errorf("the server's connection is to %v, want %v", got, want)
	}
	server.Close()
	if got, err := PeerOf(server); !errors.Is(err, net.ErrClosed) {
		t.Errorf("PeerOf(closed) = %v, %v, want net.ErrClosed", got, err)
	}
}

func TestPeerOfOtherConnections(t *testing.T) {
	pipe, _ := net.Pipe()
	for _, conn := range []net.Conn{nil, pipe, new(net.TCPConn)} {
		if peer, err := PeerOf(conn); err == nil {
			t.Errorf("PeerOf(%T) = %v, want an error", conn, peer)
		}
	}
}

func TestPeerString(t *testing.T) {
	self, err := user.Current()
	if err != nil {
		t.Skip("this user has no name: ", err)
	}
	uid, err := strconv.Atoi(self.Uid)
	if err != nil {
		t.Skip("users have no numbers here: ", err)
	}
	const nobody = 987654321 // no system has a user with this number
	tests := []struct {
		peer Peer
		want string
	}{
		{Peer{UID: nobody, PID: 4242}, "user 987654321, process 4242"},
		{Peer{UID: nobody}, "user 987654321"},
		{Peer{UID: unknown}, "an unknown user"},
		{
			Peer{UID: uid, PID: 1},
			fmt.Sprintf("user %d (%s), process 1", uid, self.Username),
		},
	}
	for _, test := range tests {
		for range 2 { // the second time from the cache
			if got := test.peer.String(); got != test.want {
				t.Errorf("%#v is %q, want %q", test.peer, got, test.want)
			}
		}
	}
}
