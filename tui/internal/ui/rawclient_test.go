package ui

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/raw"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/wire"
)

// rawServer returns a raw client of a server, and the server's connections as they come.
func rawServer(t *testing.T) (*rawClient, <-chan net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	conns := make(chan net.Conn, raw.MaxTimes)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
			conns <- conn
		}
	}()
	return &rawClient{target: raw.Target{Address: wire.Address{Network: "tcp", Address: ln.Addr().String()}}}, conns
}

// inBackground runs a command, as bubbletea does.
func inBackground(command tea.Cmd) <-chan tea.Msg {
	done := make(chan tea.Msg, 1)
	go func() { done <- command() }()
	return done
}

// within returns what a channel gets, or fails the test.
func within[T any](t *testing.T, what string, from <-chan T) (value T) {
	t.Helper()
	select {
	case value = <-from:
	case <-time.After(stagetest.Patience):
		t.Fatalf("%s: nothing comes", what)
	}
	return value
}

// mustRead checks what a connection receives first.
func mustRead(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(stagetest.Patience))
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != want {
		t.Errorf("the server reads %q, %v; want %q", got, err, want)
	}
}

// When the server has closed the connection, the raw client says so, and what is typed
// next goes to a new one.
func TestRawClientNoticesTheEnd(t *testing.T) {
	c, conns := rawServer(t)
	ended := inBackground(c.enter("one"))
	conn := within(t, "a connection", conns)
	mustRead(t, conn, "one")
	conn.Close()
	msg, _ := within(t, "the end", ended).(rawEndedMsg)
	if msg.raw != c || !errors.Is(msg.end, io.EOF) {
		t.Errorf("the end is %+v", msg)
	}
	inBackground(c.enter("two"))
	mustRead(t, within(t, "another connection", conns), "two")
	if msg := c.enter("/close")(); msg != nil {
		t.Errorf("/close: %v", msg)
	}
	if notice := c.enter("/close")(); !strings.Contains(string(notice.(noticeMsg)), "not connected") {
		t.Errorf("/close again: %v", notice)
	}
}

// A server that does not read blocks a send, but neither /reset nor /close.
func TestRawClientLeavesWhileItSends(t *testing.T) {
	for _, verb := range []string{"/reset", "/close"} {
		c, conns := rawServer(t)
		inBackground(c.enter("one"))
		conn := within(t, "a connection", conns)
		mustRead(t, conn, "one")
		blocked := inBackground(c.enter(strings.Repeat("x", 64<<20)))
		mustRead(t, conn, "xxx")
		if msg := within(t, verb, inBackground(c.enter(verb))); msg != nil {
			t.Errorf("%s: %v", verb, msg)
		}
		notice, _ := within(t, "the blocked send", blocked).(noticeMsg)
		if want := "it was closed before everything was sent"; !strings.Contains(string(notice), want) {
			t.Errorf("after %s the send says %q, want %q", verb, notice, want)
		}
	}
}

// Clients that /at-once has sent wait for their answers, and nothing waits for them.
func TestRawClientSendsWhileOthersWait(t *testing.T) {
	c, conns := rawServer(t)
	others := inBackground(c.enter("/at-once 2 hello"))
	for range 2 {
		defer within(t, "two clients", conns).Close()
	}
	inBackground(c.enter("one"))
	mustRead(t, within(t, "the raw client", conns), "one")
	select {
	case msg := <-others:
		t.Errorf("the others do not wait: %v", msg)
	default:
	}
}
