package protocol

import (
	"bytes"
	"strings"
	"testing"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol/engine"
)

func TestMalformedFrames(t *testing.T) {
	l := limits.Default()
	many := make([]string, l.Arguments+1)
	for i := range many {
		many[i] = "x"
	}
	full := "*257\r\n$4\r\nMGET\r\n" + strings.Repeat("$256\r\n"+strings.Repeat("x", 256)+"\r\n", 256)
	for _, test := range []struct{ sent, want string }{
		{"*x\r\n", "no number after '*'"},
		{"*\r\n", "no number after '*'"},
		{"*+1\r\n", "no number after '*'"},
		{"*1\n", "no number after '*'"},
		{"*1\rx\n", "no number after '*'"},
		{"*99999999999999999999\r\n", "no number after '*'"},
		{"*" + strings.Repeat("1", 30), "no number after '*'"},
		{"*1026\r\n", "a request has at most 1024 words"},
		{"*1\r\nPING\r\n", `expected '$', got "P"`},
		{"*1\r\n:4\r\n", `expected '$', got ":"`},
		{"*1\r\n\x1b", `expected '$', got "\x1b"`},
		{"*1\r\n$-1\r\n", "a word of negative length"},
		{"*1\r\n$257\r\n", "a word has at most 256 bytes"},
		{"*1\r\n$9223372036854775807\r\n", "a word has at most 256 bytes"},
		{"*1\r\n$4\r\nPINGx\n", "a word is not followed by CR LF"},
		{"*1\r\n$4\r\nPING\rx", "a word is not followed by CR LF"},
		{full, "a request has at most 65536 bytes"},
	} {
		want := "-ERR Protocol error: " + test.want + "\r\n"
		// A good request before it, in the same read, still gets its answer.
		for _, good := range []struct{ sent, answer string }{
			{"", ""}, {request("PING"), "+PONG\r\n"},
		} {
			answer, next := exchange(service(t).Open(), nil, good.sent+test.sent)
			if answer != good.answer+want || next.Want != engine.End ||
				next.Err == nil || !next.Linger {
				t.Errorf("%.40q is answered %q, %+v, want %q and the end",
					good.sent+test.sent, answer, next, good.answer+want)
			}
		}
	}
	most := append([]string{"MGET"}, many[1:]...)
	answer, next := exchange(service(t).Open(), nil, request(most...), request("QUIT"))
	if !strings.HasPrefix(answer, "*1024\r\n$-1\r\n") || next.Err != nil {
		t.Errorf("as many words as allowed are answered %.20q, %v", answer, next.Err)
	}
}

// Wherever the data is cut, parse finds the same request: with less than all of
// it there is none yet, or already the same error.
func FuzzParse(f *testing.F) {
	f.Add([]byte(request("MGET", "the", "whale")))
	f.Add([]byte("*1\r\n$5\r\nwhale\r\n*0\r\n"))
	f.Add([]byte("*-1\r\n"))
	f.Add([]byte("\r\n"))
	f.Add([]byte("  GET\twhale \r\nPING\n"))
	f.Add([]byte("*2\r\n$1\r\n\r\r\n$99999999999999999999\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := limits.Default()
		name, words, size, fault := parse(data, nil, l)
		if size < 0 || size > len(data) || size > 0 && fault != nil {
			t.Fatalf("parse(%q) takes %d bytes, %v", data, size, fault)
		}
		for cut := range data {
			_, _, early, earlyFault := parse(data[:cut], nil, l)
			if early > 0 && early != size || earlyFault != nil && fault == nil ||
				cut < size && early > 0 {
				t.Fatalf("parse(%q) takes %d bytes, %v; of all %q %d, %v",
					data[:cut], early, earlyFault, data, size, fault)
			}
		}
		if size > 0 {
			again, more, n, err := parse(bytes.Clone(data[:size]), nil, l)
			if n != size || err != nil || !bytes.Equal(again, name) || len(more) != len(words) {
				t.Fatalf("parse(%q) alone: %d bytes, %v, want %d", data[:size], n, err, size)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	data := []byte(request("MGET", "a", "tagging", "program", "needs", "the",
		"average", "frequencies", "of", "ten", "words"))
	l := limits.Default()
	var words [][]byte
	b.ReportAllocs()
	for b.Loop() {
		_, words, _, _ = parse(data, words[:0], l)
	}
}
