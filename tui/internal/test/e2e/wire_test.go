package e2e

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A line is the same line wherever it is cut into pieces. A server that reads only
// once takes the first piece for the message, and answers it.
func TestSplitAtEveryPoint(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		exchange := stage.Demo[0]
		line := exchange.Send + "\n"
		var s *stagetest.Server
		for cut := 1; cut <= len(line); cut++ {
			if cut == 1 || stage.Once {
				s = stagetest.Start(t, stage, flags...)
			}
			if got := s.Call(line[:cut], line[cut:]); got != exchange.Want {
				t.Errorf("cut at %d: %q, want %q", cut, got, exchange.Want)
			}
		}
		if stage.Once {
			s = stagetest.Start(t, stage, flags...)
		}
		if got := s.Call(strings.Split(line, "")...); got != exchange.Want {
			t.Errorf("byte by byte: %q, want %q", got, exchange.Want)
		}
	})
}

// The end of a client's input ends its line.
func TestHalfClose(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		nothing := "I got your message"
		if !stage.Once {
			nothing = "# 0 words, average 0.0 per million, most unusual first:\n"
		}
		var s *stagetest.Server
		for i, test := range []struct{ send, want string }{
			{stage.Demo[0].Send, stage.Demo[0].Want},
			{stage.Demo[0].Send + "\n", stage.Demo[0].Want},
			{"", nothing},
			{"\n", nothing},
			{"\r\n", nothing},
		} {
			if i == 0 || stage.Once {
				s = stagetest.Start(t, stage, flags...)
			}
			conn := s.Dial()
			io.WriteString(conn, test.send)
			conn.CloseWrite()
			if got := s.Rest(conn); got != test.want {
				t.Errorf("%q and the end: %q, want %q", test.send, got, test.want)
			}
		}
		if !stage.Once {
			s.Stop()
		}
	})
}

// A mebibyte without a newline is too long for every server, and harms no other
// client.
func TestEndlessLine(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := stagetest.Start(t, stage, flags...)
		got := s.Call(strings.Repeat("x", 1<<20))
		if stage.Once {
			// It reads 255 bytes, answers and exits with the rest unread. That
			// resets the connection, which can destroy the answer.
			if code := s.Exit(); code != 0 {
				t.Errorf("exit code %d, want 0; errors %q", code, s.Errors)
			}
			want := fmt.Sprintf("message: %q\n", strings.Repeat("x", 255))
			if out := s.Output.String(); !strings.HasSuffix(out, want) {
				t.Errorf("printed %q, want %q", out, want)
			}
			return
		}
		if want := "# a line has at most 4096 bytes\n"; got != want && (stage.Number > 3 || got != "") {
			t.Errorf("the client got %q, want %q", got, want)
		}
		if got := s.Call(stage.Demo[0].Send, "\n"); got != stage.Demo[0].Want {
			t.Errorf("the next client got %q, want %q", got, stage.Demo[0].Want)
		}
		s.Stop()
	})
}

// Clients that connect and disconnect at once leave nothing behind.
func TestConnectAndVanish(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.Once {
			t.Skip("this server serves one client")
		}
		s := stagetest.Start(t, stage, flags...)
		clients := 200
		if slices.Contains(flags, "-model=processes") {
			clients = 20 // each is a process that loads the words
		}
		for i := range clients {
			conn := s.Dial()
			if tcp, ok := conn.(*net.TCPConn); ok && i%2 == 1 {
				tcp.SetLinger(0) // a reset rather than an end
			}
			if i%3 == 0 {
				fmt.Fprintln(conn, "the quick")
			}
			conn.Close()
		}
		if got := s.Call(stage.Demo[0].Send, "\n"); got != stage.Demo[0].Want {
			t.Errorf("after them: %q, want %q", got, stage.Demo[0].Want)
		}
		s.Stop()
		if logged := s.Errors.String(); strings.Contains(logged, "reset") ||
			strings.Contains(logged, "pipe") {
			t.Errorf("the log complains about a client that has left: %q", logged)
		}
	})
}

// A RESP session on the same socket as the plain line: pipelined, in pieces,
// half-closed, and cut off when it is malformed.
func TestRESPOnTheWire(t *testing.T) {
	const ask = "*3\r\n$4\r\nMGET\r\n$3\r\nthe\r\n$7\r\nzyzzyva\r\n*1\r\n$4\r\nPING\r\n"
	const want = "*2\r\n$6\r\n165145\r\n$-1\r\n+PONG\r\n"
	for _, stage := range course.Stages {
		if !stage.RESP {
			continue
		}
		t.Run(stage.ID, func(t *testing.T) {
			s := stagetest.Start(t, stage)
			for cut := 1; cut <= len(ask); cut++ {
				conn := s.Dial()
				io.WriteString(conn, ask[:cut])
				io.WriteString(conn, ask[cut:])
				conn.CloseWrite()
				if got := s.Rest(conn); got != want {
					t.Errorf("cut at %d: %q, want %q", cut, got, want)
				}
			}
			if got, want := s.Call("*1\r\n$9999\r\n"+strings.Repeat("x", 100_000)),
				"-ERR Protocol error: a word has at most 256 bytes\r\n"; got != want {
				t.Errorf("malformed: %q, want %q", got, want)
			}
			if got := s.Call("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nthe whale\r\n"); got != "" {
				t.Errorf("the answer to HTTP is %q, want none", got)
			}
			s.Stop()
		})
	}
}

// The flags for the limits take effect in the conversations.
func TestLimitsByFlag(t *testing.T) {
	for _, test := range []struct{ flag, send, want string }{
		{"-max-line=8", "the quick\n", "# a line has at most 8 bytes\n"},
		{"-first-byte-time=100ms", "", ""},
		{"-request-time=100ms", "the", "# the line did not end within 100ms\n"},
		{"-idle-time=100ms", "*1\r\n$4\r\nPING\r\n", "+PONG\r\n"},
		{"-max-arguments=1", "*3\r\n", "-ERR Protocol error: a request has at most 1 words\r\n"},
		{"-max-word=3", "*1\r\n$4\r\n", "-ERR Protocol error: a word has at most 3 bytes\r\n"},
		{"-max-request=9", "*1\r\n$4\r\n", "-ERR Protocol error: a request has at most 9 bytes\r\n"},
	} {
		s := stagetest.Start(t, stagetest.Find(t, 4), test.flag)
		if got := s.Call(test.send); got != test.want {
			t.Errorf("%s: the answer to %q is %q, want %q", test.flag, test.send, got, test.want)
		}
		s.Stop()
	}
}

// refusal has a client ask a server that is full, and returns the answer. The server
// waits a moment for the first byte, which says in which protocol it is to refuse. On a
// busy machine a client may miss that: then another one asks.
func refusal(want string, ask func() string) (got string) {
	for range 10 {
		if got = ask(); strings.HasPrefix(got, want) {
			break
		}
	}
	return got
}

// One client too many gets a refusal. A place that becomes free can be used.
func TestBusy(t *testing.T) {
	s := stagetest.Start(t, stagetest.Find(t, 4), "-max-clients=2")
	var holders []stagetest.HalfCloser
	for range 2 {
		holder := s.Dial()
		fmt.Fprint(holder, "*1\r\n$4\r\nPING\r\n")
		if got := stagetest.ReadLine(t, holder); got != "+PONG\r\n" {
			t.Fatalf("PING: %q", got)
		}
		holders = append(holders, holder)
	}
	for _, test := range []struct{ send, want string }{
		{"", "# busy"}, {"the\n", "# busy"}, {"*1\r\n$4\r\nPING\r\n", "-ERR busy"},
	} {
		if got := refusal(test.want, func() string { return s.Call(test.send) }); !strings.HasPrefix(got, test.want) {
			t.Errorf("one client too many sends %q and gets %q, want %s", test.send, got, test.want)
		}
	}
	holders[0].CloseWrite()
	if got := s.Rest(holders[0]); got != "" {
		t.Errorf("at the end of a session the client got %q, want nothing", got)
	}
	want := s.Stage.Demo[0].Want
	got := ""
	for deadline := time.Now().Add(stagetest.Patience); got != want && time.Now().Before(deadline); {
		got = s.Call(s.Stage.Demo[0].Send, "\n")
	}
	if got != want {
		t.Errorf("with a place free: %q, want %q", got, want)
	}
	s.Stop()
}
