package raw

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wallsockets/tui/internal/wire"
)

// patienceOfTests is how long a test waits before it calls something hung.
const patienceOfTests = 20 * time.Second

// target starts a server with a tap in front of it.
func target(t *testing.T, converse func(conn net.Conn)) Target {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var tasks sync.WaitGroup
	t.Cleanup(func() { ln.Close(); tasks.Wait() })
	tasks.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			tasks.Go(func() { defer conn.Close(); converse(conn) })
		}
	})
	recording := wire.NewRecording()
	tap, err := wire.Listen("tcp", "127.0.0.1:0",
		wire.Address{Network: "tcp", Address: ln.Addr().String()}, recording, wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tap.Close)
	return Target{Address: wire.Address{Network: "tcp", Address: tap.Addr()},
		Hands: tap.Hands(), Recording: recording}
}

// echo sends back what it receives.
func echo(conn net.Conn) { io.Copy(conn, conn) }

// play runs a script against a target.
func play(t *testing.T, to Target, times int, lines ...string) error {
	t.Helper()
	script, err := Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patienceOfTests)
	defer cancel()
	err = script.Run(ctx, to, times)
	if ctx.Err() != nil {
		t.Errorf("%q does not end: %v", lines, err)
	}
	return err
}

// recorded returns the lines of a recording without their times.
func recorded(to Target) string {
	var text strings.Builder
	for _, event := range to.Recording.From(1) {
		_, line, _ := strings.Cut(strings.TrimSpace(wire.Line(event)), " ")
		text.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
	}
	return text.String()
}

// The bytes that one writes arrive, no more and no fewer.
func TestScript(t *testing.T) {
	to := target(t, echo)
	err := play(t, to, 1, `send "a\0\x2a\""`, `expect "a\0*\""`, `silent 20ms`,
		`send "b"*3 "\n"`, `expect "bbb\n"`, `drip "xyz" every 1ms`, `expect "xyz"`,
		"half-close", "expect-end within 10s")
	if err != nil {
		t.Error(err)
	}
	for _, want := range []string{`client> 4 "a\x00*\""`, `client> 1 "x"`, "client> half-closed"} {
		if !strings.Contains(recorded(to), want) {
			t.Errorf("recorded is\n%s\nwant %s", recorded(to), want)
		}
	}
}

// What comes otherwise is an error that names the step and shows the bytes.
func TestScriptFails(t *testing.T) {
	to := target(t, echo)
	for line, want := range map[string]string{
		`expect "helmet"`:            `expect "helmet": other bytes came; got "hello"`,
		"silent 10s":                 `silent 10s: got "hello"`,
		"expect-end within 20ms":     "expect-end within 20ms: nothing more came in time",
		`expect "hello!" within 9ms`: `in time; got "hello"`,
	} {
		err := play(t, to, 1, `send "hello"`, line)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

// The server sees a reset, and a close.
func TestReset(t *testing.T) {
	ends := make(chan error, 1)
	to := target(t, func(conn net.Conn) {
		_, err := io.Copy(io.Discard, conn)
		ends <- err
	})
	for line, isReset := range map[string]bool{"reset": true, "close": false, "half-close": false} {
		if err := play(t, to, 1, `send "hel"`, line); err != nil {
			t.Error(err)
		}
		if err := <-ends; (err != nil) != isReset {
			t.Errorf("%s: the server sees %v", line, err)
		}
	}
}

// Many clients do the same at once: none ends before all are there.
func TestAtOnce(t *testing.T) {
	const times = 50
	var here atomic.Int64
	all := make(chan struct{})
	to := target(t, func(conn net.Conn) {
		if here.Add(1) == times {
			close(all)
		}
		<-all
		conn.Write([]byte("all"))
	})
	if err := play(t, to, times, `expect "all"`, "expect-end"); err != nil {
		t.Error(err)
	}
	err := play(t, to, 3, `expect "none"`)
	if err == nil || !strings.HasPrefix(err.Error(), "3 of 3 clients failed, the first so: ") ||
		strings.Contains(err.Error(), "\n") {
		t.Errorf("all fail: %v", err)
	}
}

// A script that sends to a server that does not read can be stopped.
func TestStopsWhileItSends(t *testing.T) {
	stop := make(chan struct{})
	to := target(t, func(net.Conn) { <-stop })
	defer close(stop)
	script, err := Parse([]string{`send "a"*16000000`})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- script.Run(ctx, to, 1) }()
	for seen := 0; to.Recording.Len() < 3; seen = to.Recording.Len() { // the send is under way
		<-to.Recording.Updates(seen)
	}
	cancel()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("everything was sent, want an error")
		}
	case <-time.After(patienceOfTests):
		t.Fatal("it sends on")
	}
}

// Hands that are needed at once wait for the script's own connection.
func TestWireStepAtOnce(t *testing.T) {
	for range 20 {
		if err := play(t, target(t, echo), 1, "wire drop"); err != nil {
			t.Fatal(err)
		}
	}
}

// A script has hands do what they need a held message for, as soon as it is there.
func TestWireSteps(t *testing.T) {
	to := target(t, echo)
	err := play(t, to, 1, "wire hold client", `send "hello"`, "wire split held at 3",
		"wire step", `expect "hel"`, "wire let go", `expect "lo"`, "wire drop", "expect-end")
	if err == nil || !strings.Contains(err.Error(), "reset") {
		t.Errorf("the end is %v, want a reset", err)
	}
}

func TestParseRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"":                    "want send, drip,",
		"start":               "want send, drip,",
		"send hello":          "want text in quotes",
		`send "\q"`:           "there is no escape",
		`send "{port}"`:       "there is no variable {port}",
		`send Slow "x"`:       "no name here",
		"pause 2h":            "want a time",
		`send ""`:             "not empty",
		"wire hold everybody": "want nothing more",
		"reset now":           "want nothing more",
	} {
		_, err := Parse([]string{`send "x"`, line})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

// Without a server there is an error.
func TestNobodyListens(t *testing.T) {
	to := target(t, echo)
	to.Address.Address = "127.0.0.1:1"
	var refused *net.OpError
	if err := play(t, to, 1, "close"); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
}
