//go:build unix

package check

import (
	"errors"
	"net"
	"strconv"
	"syscall"
	"testing"
)

// A run's port and the one with its bytes swapped are free for a program, and
// reserved until the run ends. No outgoing connection gets either by chance.
func TestFreePort(t *testing.T) {
	r := new(run)
	text, err := r.freePort()
	if err != nil {
		t.Fatal(err)
	}
	defer r.releasePorts()
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, port := range []int{port, port>>8 | port&0xff<<8} {
		if port < 1024 || port >= 32768 {
			t.Errorf("port %d is one of those for servers, or for outgoing connections", port)
		}
		ln, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			t.Fatalf("a program cannot listen on the port: %v", err)
		}
		ln.Close()
		if new(run).reserve(port) {
			t.Errorf("another check can reserve port %d as well", port)
		}
	}
	r.releasePorts()
	if !r.reserve(port) {
		t.Error("the port is still reserved after the run")
	}
}

// A port that a closed connection still holds is not free: a program may listen
// without SO_REUSEADDR.
func TestPortOfAClosedConnection(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := ln.Addr().(*net.TCPAddr).Port
	client, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	server.Close() // first: its side waits for a minute
	client.Close()
	if isFree(port) {
		t.Errorf("port %d is free", port)
	}
}

// If somebody else has the port, it is not the program's fault, whichever {port} is then.
func TestPortOfSomebodyElse(t *testing.T) {
	holder, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(holder)
	if err := syscall.Bind(holder, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(holder)
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(name.(*syscall.SockaddrInet4).Port)
	_, err = checkText(t, "step it listens\n\tlet port \""+port+"\"\n\tstart\n\tconnect\n", "good")
	if !errors.Is(err, errPortTaken) {
		t.Errorf("%v, want %v", err, errPortTaken)
	}
}
