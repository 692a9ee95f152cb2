package wire

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
)

// A server with a full queue is slow to accept, not gone: the client waits.
func TestFullQueue(t *testing.T) {
	target := Address{"unix", free(t, "unix")}
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		err = syscall.Bind(fd, &syscall.SockaddrUnix{Name: target.Address})
	}
	if err == nil {
		err = syscall.Listen(fd, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	file := os.NewFile(uintptr(fd), target.Address)
	defer file.Close()
	ln, err := net.FileListener(file)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	for {
		conn, err := net.Dial(target.Network, target.Address)
		if errors.Is(err, syscall.EAGAIN) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	tapped, r := tap(t, target)
	client := dial(t, tapped)
	until(t, r, 1)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			io.WriteString(conn, "at last") // also to those that have left
			conn.Close()
		}
	}()
	expect(t, client, "at last")
}
