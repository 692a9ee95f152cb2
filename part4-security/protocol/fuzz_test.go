package protocol

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"wallsockets/part3-threads/frequency"
)

// script is a connection whose client sends pieces, each of which is one read,
// and then nothing more. It keeps what it is answered.
type script struct {
	net.Conn // nil: what is not written below is not called
	pieces   [][]byte
	answer   bytes.Buffer
}

func (s *script) Read(data []byte) (int, error) {
	for len(s.pieces) > 0 && len(s.pieces[0]) == 0 {
		s.pieces = s.pieces[1:]
	}
	if len(s.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(data, s.pieces[0])
	s.pieces[0] = s.pieces[0][n:]
	return n, nil
}

func (s *script) Write(data []byte) (int, error)   { return s.answer.Write(data) }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

// answerTo has a conversation with a client that sends the pieces.
func answerTo(t *testing.T, s *Service, pieces ...[]byte) []byte {
	conn := &script{pieces: pieces}
	s.Converse(t.Context(), conn)
	return conn.answer.Bytes()
}

// A plain line is answered with a line for each word and one that sums up, or
// is refused, or is cut off; wherever it is cut in two.
func FuzzPlain(f *testing.F) {
	for _, line := range []string{"the whale", "GET / HTTP/1.1\r\n", "POST /" + strings.Repeat("a", 5000), "", "\x00\xff\n",
		"caf\u00e9 \u202e\u0130\n", strings.Repeat("whale ", 900), "the\nwhale\n"} {
		f.Add([]byte(line), 3)
	}
	s := service(f)
	f.Fuzz(func(t *testing.T, sent []byte, cut int) {
		if len(sent) > 0 && sent[0] == '*' {
			t.Skip("another protocol")
		}
		cut = max(0, min(cut, len(sent)))
		answer := answerTo(t, s, sent[:cut], sent[cut:])
		if whole := answerTo(t, s, sent, nil); !bytes.Equal(answer, whole) {
			t.Fatalf("%q, cut at %d, is answered %q, and %q if it is not", sent, cut, answer, whole)
		}
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

// Requests are answered alike wherever they are cut in two.
func FuzzRESP(f *testing.F) {
	f.Add([]byte(request("MGET", "the", "whale")+request("PING")), 9)
	f.Add([]byte("*1\r\n$4\r\nINFOx"), 5)
	f.Add([]byte(request("UNUSUAL", "2", "the", "x", "whale")+"*-1\r\n*0\r\n"), 12)
	f.Add([]byte(request("HELLO", "3")+request("QUIT")+request("PING")), 40)
	f.Fuzz(func(t *testing.T, sent []byte, cut int) {
		if bytes.Contains(bytes.ToUpper(sent), []byte("INFO")) ||
			bytes.Contains(bytes.ToUpper(sent), []byte("HELLO")) ||
			bytes.Contains(bytes.ToUpper(sent), []byte("CLIENT")) {
			t.Skip("its answer has numbers that change")
		}
		sent = append([]byte("*"), sent...)
		cut = max(1, min(cut, len(sent)))
		s := service(t)
		answer := answerTo(t, s, sent[:cut], sent[cut:])
		if whole := answerTo(t, s, sent, nil); !bytes.Equal(answer, whole) {
			t.Fatalf("%q, cut at %d, is answered %q, and %q if it is not", sent, cut, answer, whole)
		}
	})
}
