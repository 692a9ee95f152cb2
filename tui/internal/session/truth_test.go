//go:build linux

package session

import (
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/wire"
)

// printedByServer waits until the annotated output of the server matches, and
// returns the submatches of each match.
func printedByServer(t *testing.T, s *Session, pattern string, matches int) [][]string {
	t.Helper()
	want := regexp.MustCompile(pattern)
	var found [][]string
	until(t, s, fmt.Sprintf("%d matches of %s", matches, pattern), func() bool {
		text := ""
		for _, line := range s.ServerOutput().Lines {
			text += line.Text + "\n"
		}
		found = want.FindAllStringSubmatch(text, -1)
		return len(found) >= matches
	})
	return found
}

// Part 2's lesson: the port that accept reports is the client's. Behind the relay
// it is the relay's port, and the row of the connection has both.
func TestAcceptNamesItsConnection(t *testing.T) {
	s := begin(t, 2)
	c := client(t, s)
	found := printedByServer(t, s, `(?m)^accept\(\d+, (127\.0\.0\.1:\d+) = #1\) = \d+$`, 1)
	conn := s.Recording.Conn(1)
	if conn.Relay != found[0][1] {
		t.Errorf("accept reports %s, the connection is %+v", found[0][1], conn)
	}
	until(t, s, "name of the client", func() bool { return s.Recording.Conn(1).Process > 0 })
	want := fmt.Sprintf("#1 part2-explained-client, process %d", c.Pid())
	if got := s.Recording.Conn(1).String(); got != want || s.Name(c) != want {
		t.Errorf("the connection is %q, the client %q, want %q", got, s.Name(c), want)
	}
	peer := s.Recording.From(1)[0].Peer
	if !strings.HasSuffix(peer, conn.Address+"; the server sees "+conn.Relay) {
		t.Errorf("the row says %q, want both addresses of %+v", peer, conn)
	}
}

// A client may send what looks like an address of a peer. That stays as it is.
func TestQuotedIsNotAnnotated(t *testing.T) {
	s := begin(t, 3)
	conn, err := net.Dial("tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	until(t, s, "relay", func() bool { return s.Recording.Conn(1).Relay != "" })
	relay := s.Recording.Conn(1).Relay
	fmt.Fprintf(conn, "%s \" %s process %d\n", relay, relay, os.Getpid())
	quoted := regexp.QuoteMeta(fmt.Sprintf("%q", fmt.Sprintf("%s \" %s process %d\n", relay,
		relay, os.Getpid())))
	printedByServer(t, s, `(?m)^`+regexp.QuoteMeta(relay)+` = #1: `+quoted+`$`, 1)
}

// Part 5's lesson: the server knows the process behind each connection. With several
// clients at once each process that it logs is tied to the row it belongs to.
func TestProcessNamesItsConnection(t *testing.T) {
	for _, number := range []int{5, 6} {
		s := begin(t, number)
		const clients = 3
		var open []net.Conn
		for range clients {
			conn, err := net.Dial("unix", s.Address())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			open = append(open, conn)
			until(t, s, "accepted", func() bool { return count(s, wire.Accepted) == len(open) })
		}
		for i := range open { // the last one first
			fmt.Fprintf(open[clients-1-i], "word%d\n", clients-i)
		}
		found := printedByServer(t, s, `user \d+ \([^)]*\), (process \d+) `+
			`\(the relay of #(\d), process (\d+)\): "word(\d)"`, clients)
		for _, line := range found {
			conn := s.Recording.Conn(int(line[2][0] - '0'))
			if line[2] != line[4] || line[1] != conn.Relay ||
				line[3] != fmt.Sprint(os.Getpid()) || conn.Process != os.Getpid() {
				t.Errorf("part %d: the server logs %q, the connection is %+v", number, line[0],
					conn)
			}
		}
		if own := fmt.Sprintf("process %d", os.Getpid()); found[0][1] == own {
			t.Errorf("the server sees the guide's own %s", own)
		}
	}
}

// If the tap itself connects, the number of its process is explained.
func TestRelayItself(t *testing.T) {
	s := begin(t, 5)
	s.dialers.Close()
	conn, err := net.Dial("unix", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintln(conn, "the")
	printedByServer(t, s, fmt.Sprintf(`process %d \(the relay\): "the"`, os.Getpid()), 1)
}

// The server's own address is not where clients connect. The line says so.
func TestReadyLineIsExplained(t *testing.T) {
	for _, number := range []int{1, 5} {
		s := begin(t, number)
		printedByServer(t, s, `^listening on \S+ \(for the relay; clients connect to `+
			regexp.QuoteMeta(s.Address())+`\)\n`, 1)
	}
}

// A feed returns the server's lines annotated, each once its connection is known.
func TestFeedAnnotates(t *testing.T) {
	s := begin(t, 3)
	feed := NewFeed(s)
	const clients = 50
	for range clients {
		talk(t, s, "the")
	}
	tied := 0
	until(t, s, "lines", func() bool {
		for _, entry := range feed.Next() {
			if entry.IsLine() && strings.HasSuffix(entry.Line.Text, `: "the"`) ||
				strings.HasSuffix(entry.Line.Text, `: "the\n"`) {
				if !regexp.MustCompile(` = #\d+: `).MatchString(entry.Line.Text) {
					t.Errorf("the feed returns %q", entry.Line.Text)
				}
				tied++
			}
		}
		return tied == clients
	})
}

// Only what the server itself says of a peer of this session is annotated.
func TestAnnotate(t *testing.T) {
	r := wire.NewRecording()
	for _, peer := range []string{"127.0.0.1:5; the server sees 127.0.0.1:50014",
		"nc, user 0 (root), process 7; the server sees process 26",
		"[::1]:5; the server sees [::1]:50014"} {
		r.Add(wire.Event{Conn: r.Connection(), Kind: wire.Connected, Peer: peer})
	}
	s := &Session{Recording: r, target: "127.0.0.1:1"}
	for text, want := range map[string]string{
		"accept(5, 127.0.0.1:50014) = 6":    "accept(5, 127.0.0.1:50014 = #1) = 6",
		"[::1]:50014: closed":               "[::1]:50014 = #3: closed",
		"a->127.0.0.1:50014: reset":         "a->127.0.0.1:50014 = #1: reset",
		"process 26: gone":                  "process 26 (the relay of #2, process 7): gone",
		`"127.0.0.1:50014" x "\"process 26`: `"127.0.0.1:50014" x "\"process 26`,
		"`127.0.0.1:50014`":                 "`127.0.0.1:50014`",
		"127.0.0.1:500140 process 267":      "127.0.0.1:500140 process 267",
		"1127.0.0.1:50014 subprocess 26":    "1127.0.0.1:50014 subprocess 26",
		"26 of 50014 words":                 "26 of 50014 words",
		"getsockname(5, 127.0.0.1:1) = 0":   "getsockname(5, 127.0.0.1:1) = 0",
	} {
		got, _ := s.annotate(runner.Line{Text: text, Time: time.Now()})
		if got != want {
			t.Errorf("annotate(%q) = %q, want %q", text, got, want)
		}
	}
}

// The address stays over restarts, and one that the user has chosen is an error if it
// is in use.
func TestAddressStays(t *testing.T) {
	r := newRunner(t, stagetest.Checkout(t))
	stage := course.Stages[0]
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	_, err = Start(t.Context(), r, stage, Options{Where: Where{Port: port}})
	if err == nil || !strings.Contains(err.Error(), port) ||
		!strings.Contains(err.Error(), "in use; choose another --port") {
		t.Errorf("Start at a port in use: %v", err)
	}
	five, where := course.Stages[4], private(t, course.Stages[4])
	other, err := Start(t.Context(), r, five, Options{Where: where})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), r, five, Options{Where: where})
	other.Stop()
	if err == nil || strings.Count(err.Error(), "choose another") != 1 {
		t.Errorf("Start at a path in use: %v, want one piece of advice", err)
	}
	before := net.JoinHostPort(course.DefaultHost, stagetest.FreePort(t))
	for range 3 {
		s, err := Start(t.Context(), r, stage, Options{Before: before})
		if err != nil {
			t.Fatal(err)
		}
		if s.Address() != before {
			t.Errorf("after a restart the address is %s, before it was %s", s.Address(), before)
		}
		s.Stop()
	}
	for where, unfit := range map[Where]int{{Port: "1"}: 5, {Path: "/x"}: 1,
		{Port: "x"}: 1, {Port: "65536"}: 1} {
		if err := where.Check(course.Stages[unfit-1]); err == nil {
			t.Errorf("%+v is good for part %d", where, unfit)
		}
	}
}
