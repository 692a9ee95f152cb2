//go:build unix

package session

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/wire"
)

// order has the hands of a session do something, as soon as what they need is held.
func order(t *testing.T, s *Session, text string) {
	t.Helper()
	o, err := wire.ParseOrder(text)
	if err != nil {
		t.Fatal(err)
	}
	until(t, s, "message for "+text, func() bool {
		err = s.Hands().Do(o)
		return !errors.Is(err, wire.ErrNothingHeld)
	})
	if err != nil {
		t.Fatalf("%s: %v; recorded:\n%s", text, err, lines(s))
	}
	if strings.HasPrefix(text, "step") {
		until(t, s, "delivery", func() bool { return strings.Contains(lines(s), "> delivered ") })
	}
}

// dial connects to a session as any program does.
func dial(t *testing.T, s *Session) net.Conn {
	t.Helper()
	conn, err := net.Dial(s.Stage.Network, s.Address())
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	t.Cleanup(func() { conn.Close() })
	return conn
}

// logged returns everything that a process has printed.
func logged(p *runner.Process) string {
	var text strings.Builder
	for _, line := range p.Output().Lines {
		text.WriteString(line.Text + "\n")
	}
	return text.String()
}

// saved returns the conversation as a file has it, in each form the same.
func saved(t *testing.T, s *Session) string {
	t.Helper()
	var markdown, json bytes.Buffer
	events := s.Recording.From(1) // once: more may still come
	text := ""
	for _, event := range events {
		text += wire.Line(event) + "\n"
	}
	if err := errors.Join(wire.WriteMarkdown(&markdown, s.Stage.ID, events),
		wire.WriteJSON(&json, events)); err != nil {
		t.Fatal(err)
	}
	for _, file := range []*bytes.Buffer{&markdown, &json} {
		read, err := wire.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		again := ""
		for _, event := range read {
			again += wire.Line(event) + "\n"
		}
		if again != text {
			t.Errorf("read back it is\n%s\nwant\n%s", again, text)
		}
	}
	return text
}

// touched is a conversation with hands on the wire.
type touched struct {
	name   string
	part   int
	flags  []string // of the server
	before []string // orders
	send   string
	then   []string // orders once the message is at the tap
	answer string   // what the client reads, in it
	logs   string   // what the server prints, in it
	wire   []string // what the saved conversation has
}

// What hands do to a message, the server's own answer or log shows, and so does the
// saved conversation, in each part.
func TestHands(t *testing.T) {
	for _, test := range handsTests {
		t.Run(test.name, func(t *testing.T) {
			s := begin(t, test.part, test.flags...)
			for _, text := range test.before {
				order(t, s, text)
			}
			conn := dial(t, s)
			if _, err := io.WriteString(conn, test.send); err != nil {
				t.Fatal(err)
			}
			if len(test.then) > 0 {
				until(t, s, "held message", func() bool {
					return strings.Contains(lines(s), "> held ")
				})
			}
			for _, text := range test.then {
				order(t, s, text)
			}
			answer, err := io.ReadAll(conn) // a reset is an error
			if !strings.Contains(string(answer), test.answer) {
				t.Errorf("the client reads %q, %v, want %q", answer, err, test.answer)
			}
			until(t, s, "line "+test.logs, func() bool {
				return strings.Contains(logged(s.Server), test.logs)
			})
			conn.Close()
			text := saved(t, s)
			for _, want := range test.wire {
				if !strings.Contains(text, want) {
					t.Errorf("saved is\n%s\nwant %s", text, want)
				}
			}
		})
	}
}

const whale = "whale"

var handsTests = []touched{
	{name: "part 1 reads only the first piece", part: 1,
		before: []string{"split client at 3", "drip server every 1ms", "hold client"},
		send:   "hello\n", then: []string{"step"},
		answer: "I got your message", logs: `message: "hel"`,
		wire: []string{`client>     6  "hello\n"`,
			"relay> split 6 bytes from the client after 3", "relay> held 3 bytes from the client",
			`relay> delivered 3 bytes from the client: "hel"`,
			"relay> dripped 18 bytes from the server every 1ms",
			`relay> delivered 1 byte from the server: "I"`}},
	{name: "part 2 prints the piece", part: 2,
		before: []string{"hold client"}, send: "hello\n",
		then:   []string{"split held at 3", "step"},
		answer: "I got your message", logs: `"hel", 255) = 3`,
		wire: []string{"relay> held 6 bytes from the client",
			"relay> split 6 bytes from the client after 3",
			`relay> delivered 3 bytes from the client: "hel"`}},
	{name: "part 1 reads what was edited", part: 1,
		before: []string{"hold client"}, send: "hello\n",
		then:   []string{`edit held "b\0ye\n"`, "let go"},
		answer: "I got your message", logs: `message: "b\x00ye\n"`,
		wire: []string{`relay> edited 5 bytes from the client: "b\x00ye\n"`,
			`relay> delivered 5 bytes from the client: "b\x00ye\n"`}},
	{name: "part 3 waits for the end of a dripped line", part: 3,
		before: []string{"drip client every 1ms"}, send: "whale\n",
		answer: "whale\t", logs: whale,
		wire: []string{"relay> dripped 6 bytes from the client every 1ms",
			`relay> delivered 1 byte from the client: "\n"`}},
	{name: "part 3 answers the edited word", part: 3,
		before: []string{`edit client "whale" to "quick"`}, send: "whale\n",
		answer: "quick\t", logs: "quick",
		wire: []string{`client>     6  "whale\n"`,
			`relay> edited 6 bytes from the client: "quick\n"`}},
	{name: "part 4 waits only so long for what is held", part: 4,
		flags:  []string{"-request-time", "200ms"},
		before: []string{"hold client"}, send: "whale\n",
		then:   []string{"split held at 3", "step"},
		answer: "# the line did not end within 200ms", logs: "did not end within",
		wire: []string{"relay> held 6 bytes from the client", "did not end within 200ms",
			`relay> delivered 3 bytes from the client: "wha"`}},
	{name: "part 4 waits only so long for a dripped line", part: 4,
		flags:  []string{"-request-time", "200ms"},
		before: []string{"drip client every 50ms"}, send: "the quick whale zyzzyva\n",
		answer: "# the line did not end within 200ms", logs: "did not end within",
		wire: []string{"relay> dripped 24 bytes from the client every 50ms"}},
	{name: "part 5 answers the line that was completed", part: 5,
		before: []string{"hold client"}, send: "wha",
		then:   []string{`edit held "whale\n"`, "let go"},
		answer: "whale\t", logs: whale,
		wire: []string{`client>     3  "wha"`,
			`relay> delivered 6 bytes from the client: "whale\n"`}},
	{name: "part 4 logs a reset", part: 4,
		before: []string{"hold client"}, send: "whale\n",
		then: []string{"split held at 3", "step", "drop server"},
		logs: `"wha": it disconnected in the middle of a line`,
		wire: []string{`relay> delivered 3 bytes from the client: "wha"`,
			"relay> dropped the connection to the server",
			"relay> discarded 3 bytes from the client"}},
	{name: "part 5 logs a connection that was dropped", part: 5,
		before: []string{"hold client"}, send: "whale\n",
		then: []string{"split held at 3", "step", "drop"},
		logs: `: "wha"`,
		wire: []string{"relay> dropped the connection\n"}},
	{name: "part 1 fails when its client is reset", part: 1,
		before: []string{"hold client"}, send: "hello\n",
		then: []string{"drop server"}, logs: "connection reset by peer",
		wire: []string{"relay> dropped the connection to the server"}},
	{name: "part 2 prints the reset", part: 2,
		before: []string{"hold client"}, send: "hello\n",
		then: []string{"drop server"}, logs: "ECONNRESET",
		wire: []string{"relay> dropped the connection to the server"}},
	{name: "part 3 reads half a line before the end", part: 3,
		before: []string{"hold client"}, send: "whale quick\n",
		then:   []string{"split held at 5", "step", "shut down client", "edit held \"\"", "let go"},
		answer: "whale\t", logs: whale,
		wire: []string{"relay> shut down the sending of the client"}},
}

// The PHP client of part 6 waits for an answer that drips through the tap.
func TestHandsPHP(t *testing.T) {
	stagetest.Need(t, "php")
	s := begin(t, 6)
	order(t, s, "drip server every 1ms")
	order(t, s, `edit client "whale" to "quick"`)
	for try := 1; ; try++ {
		began := time.Now()
		c := client(t, s)
		if err := c.Write("whale"); err != nil {
			t.Fatal(err)
		}
		ended(t, c)
		got := printed(c)
		if strings.HasPrefix(got, "quick\t") {
			break
		}
		// On a busy machine the whole answer may drip for longer than the 1.5 s of PHP.
		if time.Since(began) < 3*time.Second/2 || try == 5 {
			t.Fatalf("the client prints %q", got)
		}
	}
	until(t, s, "end of the connection", func() bool { return closed(s) })
	text := saved(t, s)
	for _, want := range []string{`client>     6  "whale\n"`,
		`relay> edited 6 bytes from the client: "quick\n"`,
		"relay> dripped ", `relay> delivered 1 byte from the server: "q"`} {
		if !strings.Contains(text, want) {
			t.Errorf("saved is\n%s\nwant %s", text, want)
		}
	}
}
