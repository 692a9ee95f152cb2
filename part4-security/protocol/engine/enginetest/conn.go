// Package enginetest has the connections that the tests of the engine and of
// what runs on it need.
package enginetest

import (
	"log"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/quietlog"
)

// Pair returns both ends of a connection: "unix" or "tcp". They are closed when
// the test ends, and the client has the time of Within.
func Pair(t testing.TB, network string) (client, server net.Conn) {
	t.Helper()
	ln, err := net.Listen(network, address(t, network))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if client, err = net.Dial(network, ln.Addr().String()); err == nil {
		server, err = ln.Accept()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return Within(t, client), server
}

// Within bounds the time that a connection has for all its work, and closes it
// when the test ends.
func Within(t testing.TB, conn net.Conn) net.Conn {
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// Serve has converse talk to each client that connects to an address, until the
// test ends.
func Serve(t testing.TB, network, address string,
	converse func(net.Conn)) net.Addr {
	t.Helper()
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	quiet := quietlog.New(log.Writer())
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				defer limits.Contain(conn.RemoteAddr(), quiet)
				converse(conn)
			})
		}
	})
	t.Cleanup(func() { ln.Close(); running.Wait(); quiet.Close() })
	return ln.Addr()
}

// Listen is Serve at a new address. It returns a function that connects to it.
func Listen(t testing.TB, network string,
	converse func(net.Conn)) (dial func() net.Conn) {
	t.Helper()
	at := Serve(t, network, address(t, network), converse)
	return func() net.Conn {
		conn, err := net.Dial(network, at.String())
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
}

// address returns an address that no other test listens on.
func address(t testing.TB, network string) string {
	if network == "unix" {
		return filepath.Join(t.TempDir(), "socket")
	}
	return "127.0.0.1:0"
}
