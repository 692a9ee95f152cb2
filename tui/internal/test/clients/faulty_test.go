package clients

import (
	"bufio"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// startFaulty starts a server on a socket file that calls talk with each client and
// then closes. It returns the path. The server ends with the test.
func startFaulty(t *testing.T, talk func(conn net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("unix", stagetest.SocketPath(t))
	if err != nil {
		t.Fatal(err)
	}
	var clients sync.WaitGroup
	clients.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return // the test is over
			}
			clients.Go(func() {
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(stagetest.Patience))
				talk(conn)
			})
		}
	})
	t.Cleanup(func() { ln.Close(); clients.Wait() })
	return ln.Addr().String()
}

// closes lets the client wait for an answer that does not come.
func closes(conn net.Conn) { conn.Read(make([]byte, 4096)) }

// hangs does not answer, and waits until the client closes.
func hangs(conn net.Conn) { io.Copy(io.Discard, conn) }

// drips sends a line ten times a second until the client closes.
func drips(conn net.Conn) {
	for tick := time.NewTicker(time.Second / 10); ; <-tick.C {
		if _, err := io.WriteString(conn, "x\r\n"); err != nil {
			return
		}
	}
}

// answers sends the answer when it is asked for the word the, in either protocol.
func answers(answer string) func(conn net.Conn) {
	return func(conn net.Conn) {
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			switch lines.Text() {
			case "HELLO", "CLIENT": // what a library sends first
				io.WriteString(conn, "+OK\r\n")
			case "the":
				io.WriteString(conn, answer)
				return
			}
		}
	}
}

// keeps answers and does not close, until the client does.
func keeps(conn net.Conn) {
	io.WriteString(conn, "got it\n")
	hangs(conn)
}
