package message

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"the whale":      "the whale\n",
		"":               "\n",
		"* the whale":    "  the whale\n",
		"*":              " \n",
		"**":             " *\n",
		" * the":         " * the\n",
		"a*b":            "a*b\n",
		"a\rb\x00c\nd":   "a b c d\n",
		"PING\r":         "PING \n",
		"gr\xff\u00f6ße": "gr\xff\u00f6ße\n",
	} {
		if got := Line(text); got != want {
			t.Errorf("Line(%q) = %q, want %q", text, got, want)
		}
	}
}

// An answer is judged alike in one piece and byte by byte.
func TestAnswer(t *testing.T) {
	const empty, refused = "closed without an answer", "the server refused"
	for _, test := range []struct{ answer, want string }{
		{"", empty},
		{"the\t1\t1.0\t1.00\n# 1 word, average 1.0\n", ""},
		{"# 0 words, average 0.0 per million, most unusual first:\n", ""},
		{"# 3 words, average 1.0 per million, most unusual first: a b c\n", ""},
		{"the\t1\t1.0\t1.00\n# 1 word\n", ""},
		{"the\t1", ""},
		{"\n", ""},
		{"#\n", ""},
		{"*2\r\n$1\r\n1\r\n$-1\r\n", ""},
		{"I got your message", ""},
		{"# busy: 3 clients are being served\n", refused},
		{"# busy: cut off", refused},
		{"# 3 clients\n", refused},
		{"# a line has at most 4096 bytes\n", refused},
		{"the\t1\t1.0\t1.00\n# gave up\n", refused},
		{"-ERR busy: 3 clients\r\n", refused},
		{"*1\r\n$1\r\n1\r\n-ERR Protocol error\r\n", refused},
		{strings.Repeat("x", 1000) + "\n# busy\n", refused},
	} {
		for name, from := range map[string]io.Reader{
			"whole":        strings.NewReader(test.answer),
			"byte by byte": iotest.OneByteReader(strings.NewReader(test.answer)),
		} {
			var answer Answer
			if n, err := io.Copy(&answer, from); n != int64(len(test.answer)) || err != nil {
				t.Fatalf("%.40q, %s: %d, %v", test.answer, name, n, err)
			}
			err := answer.Err()
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%.40q, %s: %v, want %q", test.answer, name, err, test.want)
			}
			if cap(answer.line) > 2*enough {
				t.Errorf("%.40q: it keeps %d bytes", test.answer, cap(answer.line))
			}
		}
	}
}
