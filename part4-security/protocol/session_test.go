package protocol

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol/engine"
)

// list has a million running words, so that a count is a frequency per million.
const list = "the 900000\nof 99989\nwhale 10\nonce 1\n"

// service returns one that answers from list.
func service(t testing.TB) *Service {
	t.Helper()
	return New(load(t, list), limits.Default())
}

// load returns a table of a list.
func load(t testing.TB, list string) *frequency.Table {
	t.Helper()
	table, err := frequency.Read(strings.NewReader(list), "list")
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// exchange plays the engine for a session: it passes on the pieces, each of
// which is one read, and then end, unless that is nil. It returns all answers
// and what the session wanted last.
func exchange(s engine.Session, end error, pieces ...string) (
	answers string, next engine.Next) {
	var in, reply []byte
	for _, piece := range pieces {
		in = append(in, piece...)
		for more := len(in) > 0; more; more = next.Want == engine.Room {
			next = s.Answer(in, nil, reply)
			in, reply = in[next.Taken:], next.Reply
		}
		if next.Want == engine.End {
			return string(reply), next
		}
	}
	if end != nil {
		next = s.Answer(in, end, reply)
	}
	return string(next.Reply), next
}

// request returns a request in RESP.
func request(words ...string) string {
	frame := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		frame += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	return frame
}

// mget returns a request for n words and the answer to it.
func mget(n int) (sent, want string) {
	words := []string{"MGET"}
	want = fmt.Sprintf("*%d\r\n", n)
	for i := range n {
		words = append(words, []string{"the", "whale", "never"}[i%3])
		want += []string{"$6\r\n900000\r\n", "$2\r\n10\r\n", "$-1\r\n"}[i%3]
	}
	return request(words...), want
}

// Where the input is cut into pieces makes no difference.
func TestSplitAtEveryPoint(t *testing.T) {
	for _, sent := range []string{
		"the whale, never\n",
		request("MGET", "the", "never") + "*0\r\n" + request("GET", "") +
			request("PING") + request("QUIT"),
	} {
		s := service(t)
		want, _ := exchange(s.Open(), nil, sent)
		if strings.Count(want, "\n") < 4 {
			t.Fatalf("%q in one piece is answered %q", sent, want)
		}
		for i := 1; i < len(sent); i++ {
			got, next := exchange(s.Open(), nil, sent[:i], sent[i:])
			if got != want || next.Want != engine.End || next.Err != nil {
				t.Errorf("cut at %d: %q, %+v, want %q", i, got, next, want)
			}
		}
		got, next := exchange(s.Open(), nil, strings.Split(sent, "")...)
		if got != want || next.Want != engine.End || next.Err != nil {
			t.Errorf("byte by byte: %q, %+v, want %q", got, next, want)
		}
	}
}

// What a session wants decides which time limit its client has.
func TestWants(t *testing.T) {
	for _, test := range []struct {
		sent  string
		taken int
		want  engine.Want
	}{
		{"", 0, engine.FirstByte},
		{"w", 0, engine.RestOfRequest},
		{"whale", 0, engine.RestOfRequest},
		{strings.Repeat("x", 4096), 0, engine.RestOfRequest}, // a newline may follow
		{"*", 0, engine.RestOfRequest},
		{"*0\r\n", 4, engine.NextRequest},
		{request("PING"), 14, engine.NextRequest},
		{request("PING") + "*1\r\n$4\r\nPIN", 14, engine.RestOfRequest},
		{request("PING") + request("PING"), 28, engine.NextRequest},
	} {
		next := service(t).Open().Answer([]byte(test.sent), nil, nil)
		if next.Taken != test.taken || next.Want != test.want {
			t.Errorf("%q: took %d bytes and wants %v, want %d and %v",
				test.sent, next.Taken, next.Want, test.taken, test.want)
		}
	}
}

// Each reason for which no more input comes, after each beginning: what the
// client gets, what the log gets, and whether the client may still be sending.
func TestEnds(t *testing.T) {
	const late = "-ERR Protocol error: the request was not complete within 10s\r\n"
	ping, half := request("PING"), request("PING")[:9]
	broken := fmt.Errorf("the cable is cut")
	for _, test := range []struct {
		sent        string
		end         error
		answer, log string // the log's beginning; empty: no error
		linger      bool
	}{
		{"", io.EOF, nothing, "", false},
		{"", os.ErrDeadlineExceeded, "", "cut off: it sent nothing within 10s", false},
		{"", engine.ErrEnding, "", "", false},
		{"", engine.ErrReset, "", engine.ErrReset.Error(), false},
		{"", broken, "", broken.Error(), false},

		{"whale", io.EOF, whale, "", false},
		{"whale", os.ErrDeadlineExceeded, "# the line did not end within 10s\n",
			"cut off: the line did not end within 10s", true},
		{"whale", engine.ErrEnding, "", "", false},
		{"whale", engine.ErrReset, "", "it disconnected in the middle of a line", false},
		{"whale", broken, "", broken.Error(), false},

		{ping, io.EOF, "+PONG\r\n", "", false},
		{ping, os.ErrDeadlineExceeded, "+PONG\r\n", "ended: idle for 5m0s", false},
		{ping, engine.ErrEnding, "+PONG\r\n", "", false},
		{ping, engine.ErrReset, "+PONG\r\n", engine.ErrReset.Error(), false},
		{ping, broken, "+PONG\r\n", broken.Error(), false},

		{half, io.EOF, "", "it disconnected in the middle of a request", false},
		{ping + half, io.EOF, "+PONG\r\n", "it disconnected in the middle of a request", false},
		{half, os.ErrDeadlineExceeded, late,
			"cut off: the request was not complete within 10s", true},
		{ping + half, os.ErrDeadlineExceeded, "+PONG\r\n" + late,
			"cut off: the request was not complete within 10s", true},
		{half, engine.ErrEnding, "", "", false},
		{half, engine.ErrReset, "", "it disconnected in the middle of a request", false},
		{half, broken, "", broken.Error(), false},
		{half, engine.ErrMemory, "-ERR busy: unfinished requests have used up their memory; " +
			"send shorter requests, or each in one piece\r\n", "cut off: unfinished", true},
	} {
		answer, next := exchange(service(t).Open(), test.end, test.sent)
		log := ""
		if next.Err != nil {
			log = next.Err.Error()
		}
		if answer != test.answer || next.Linger != test.linger || next.Want != engine.End ||
			!strings.HasPrefix(log, test.log) || (log == "") != (test.log == "") {
			t.Errorf("%q and then %v: %q, %+v, want %q, %q, linger %v and the end",
				test.sent, test.end, answer, next, test.answer, test.log, test.linger)
		}
	}
}

// A plain line is short, so it may stay when memory runs out.
func TestPlainStaysWhenMemoryRunsOut(t *testing.T) {
	_, next := exchange(service(t).Open(), engine.ErrMemory, "whale")
	if next.Want != engine.RestOfRequest || len(next.Reply) > 0 {
		t.Errorf("half a line: %+v, want it to wait for the rest", next)
	}
}

// What follows the end of a conversation is not answered. A client that sent
// more than a line may still be sending.
func TestSurplus(t *testing.T) {
	answer, next := exchange(service(t).Open(), nil, "whale\nonce\n")
	if answer != whale || next.Want != engine.End || !next.Linger {
		t.Errorf("two lines: %q, %+v, want one answer and to linger", answer, next)
	}
	answer, next = exchange(service(t).Open(), nil, request("QUIT")+request("PING"))
	if answer != "+OK\r\n" || next.Want != engine.End || next.Err != nil {
		t.Errorf("PING after QUIT: %q, %+v, want one answer and the end", answer, next)
	}
}

// Many requests in one piece are answered in order, and the answers are sent
// before they pile up.
func TestPipeline(t *testing.T) {
	const n = 20_000
	var sent, want strings.Builder
	for i := range n {
		fmt.Fprint(&sent, request("PING", fmt.Sprint(i)))
		fmt.Fprintf(&want, "$%d\r\n%d\r\n", len(fmt.Sprint(i)), i)
	}
	in, answers, rounds := []byte(sent.String()), "", 0
	s := service(t).Open()
	for next := (engine.Next{Want: engine.Room}); next.Want == engine.Room; rounds++ {
		next = s.Answer(in, nil, nil)
		if len(next.Reply) > maxReply+100 {
			t.Fatalf("%d bytes of answers piled up, want %d", len(next.Reply), maxReply)
		}
		in, answers = in[next.Taken:], answers+string(next.Reply)
	}
	if answers != want.String() || len(in) > 0 || rounds < 2 {
		t.Errorf("%d requests are answered with %d bytes in %d rounds, want %d in order",
			n, len(answers), rounds, want.Len())
	}
	if said := s.Said(); said != fmt.Sprint("RESP, requests: ", n) {
		t.Errorf("for the log: %s", said)
	}
}

// A session sees another table from its next request on.
func TestUse(t *testing.T) {
	s := service(t)
	session := s.Open()
	for _, want := range []string{"$2\r\n10\r\n", "$2\r\n11\r\n"} {
		if got, _ := exchange(session, nil, request("GET", "whale")); got != want {
			t.Errorf("GET whale = %q, want %q", got, want)
		}
		s.Use(load(t, "whale 11\n"))
	}
}

// A panic leaves nothing of one client's answers to the next one.
func TestPanicKeepsAnswersApart(t *testing.T) {
	s := New(nil, limits.Default()) // without a table to look into
	for range 20 {
		func() {
			defer func() { recover() }()
			exchange(s.Open(), nil, request("PING", "secret")+request("GET", "whale"))
			t.Error("no panic")
		}()
		if got, _ := exchange(s.Open(), nil, request("PING")); got != "+PONG\r\n" {
			t.Fatalf("after the panic of another client: %q", got)
		}
	}
}
