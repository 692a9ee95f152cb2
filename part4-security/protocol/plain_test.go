package protocol

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/protocol/engine"
)

const (
	whale   = "whale\t10\t10.0\t4.00\n# 1 words, average 10.0 per million, most unusual first: whale\n"
	nothing = "# 0 words, average 0.0 per million, most unusual first:\n"
)

func TestPlain(t *testing.T) {
	long := strings.Repeat("whale ", 682) + "abcd" // 4096 bytes
	for _, test := range []struct{ name, sent, prefix, end, said string }{
		{"a word", "whale\n", whale, "", `"whale"`},
		{"CR LF", "Whale!\r\n", whale, "", `"Whale!\r"`},
		{"only the first line counts", "whale\nonce\n", whale, "", `"whale"`},
		{"no words", " ?!\n", "# 0 words, average 0.0", "first:\n", `" ?!"`},
		{"empty line", "\n", nothing, "", `""`},
		{"control bytes", "\x1b[2J\x00whale\n", "2j\t0\t0.0\t0.00\nwhale\t10", "2j whale\n", `"\x1b[2J\x00whale"`},
		{"not UTF-8", "\xffwhale\xc3\n", whale, "", `"\xffwhale\xc3"`},
		{"as long as allowed", long + "\n", "whale\t10\t", "whale\n", `"whale `},
		{"one byte too long", long + "e\n", "# a line has at most 4096 bytes\n", "", `"whale `},
		{"without end", strings.Repeat("x", 100_000), "# a line has at most 4096 bytes\n", "", `"xxx`},
		{"almost HTTP", "GET whale\n", "get\t0\t0.0\t0.00\nwhale\t10", "", `"GET`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := service(t).Open()
			answer, next := exchange(s, nil, test.sent)
			if next.Want != engine.End {
				t.Errorf("%.40q does not end the conversation", test.sent)
			}
			if !strings.HasPrefix(answer, test.prefix) || !strings.HasSuffix(answer, test.end) {
				t.Errorf("%.40q is answered %q, want %q...%q", test.sent, answer, test.prefix, test.end)
			}
			refused := strings.HasPrefix(answer, "# a line")
			if (next.Err != nil) != refused || next.Err == nil != (s.requests.Load() == 1) {
				t.Errorf("%.40q: %v, counted requests: %d", test.sent, next.Err, s.requests.Load())
			}
			if said := s.Said(); !strings.HasPrefix(said, test.said) || len(said) > 1000 {
				t.Errorf("for the log: %s, want %s", said, test.said)
			}
		})
	}
}

func TestHTTPIsCutOff(t *testing.T) {
	for _, line := range []string{
		"GET / HTTP/1.1\r\n", "POST /whale HTTP/1.0\n", "PRI * HTTP/2.0\r\n", "get /x HTTP/9\n",
		"POST /" + strings.Repeat("whale", 1000) + " HTTP/1.1\r\n",
		"GET http://127.0.0.1/" + strings.Repeat("whale", 1000),
	} {
		s := service(t)
		answer, next := exchange(s.Open(), nil, line+"Host: localhost\r\n\r\nwhale\n")
		if answer != "" || next.Want != engine.End || next.Linger ||
			next.Err != errHTTP || s.requests.Load() != 0 {
			t.Errorf("%q is answered %q, %+v, want nothing", line, answer, next)
		}
	}
}

// A plain line is answered with a line for each word and a summary, or refused,
// or cut off; wherever it is cut in two.
func FuzzPlain(f *testing.F) {
	for _, line := range []string{"the whale", "GET / HTTP/1.1\r\n", "POST /" + strings.Repeat("a", 5000), "", "\x00\xff\n",
		"caf\u00e9 \u202e\u0130\n", strings.Repeat("whale ", 900), "the\nwhale\n", "PING\n", "PING\r"} {
		f.Add([]byte(line), 3)
	}
	s := service(f)
	f.Fuzz(func(t *testing.T, sent []byte, cut int) {
		if kindOf(sent) == resp {
			t.Skip("another protocol")
		}
		cut = max(0, min(cut, len(sent)))
		text, next := exchange(s.Open(), io.EOF, string(sent[:cut]), string(sent[cut:]))
		if whole, _ := exchange(s.Open(), io.EOF, string(sent)); text != whole || next.Want != engine.End {
			t.Fatalf("%q, cut at %d, is answered %q, and %q if it is not", sent, cut, text, whole)
		}
		answer := []byte(text)
		line, _, _ := bytes.Cut(sent, []byte("\n"))
		words := frequency.Words(line)
		long := len(line) > s.limits.Line
		switch lines := bytes.Split(answer, []byte("\n")); {
		case isHTTP(line, long):
			if len(answer) > 0 {
				t.Fatalf("%q, from a browser, is answered %q", line, answer)
			}
		case long:
			if !bytes.HasPrefix(answer, []byte("# a line has at most")) {
				t.Fatalf("%d bytes are answered %q", len(line), answer)
			}
		case len(lines) != len(words)+2 || !bytes.HasPrefix(lines[len(words)], []byte("# ")):
			t.Fatalf("%q has %d words, and is answered %q", line, len(words), answer)
		}
		if !utf8.Valid(answer) || bytes.ContainsFunc(answer, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t'
		}) {
			t.Fatalf("%q is answered %q, which is not fit for a terminal", line, answer)
		}
	})
}
