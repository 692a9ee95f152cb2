package protocol

import (
	"strings"
	"testing"

	"wallsockets/part4-security/protocol/engine"
)

// TestCommands has the reply to each command, or its first bytes.
func TestCommands(t *testing.T) {
	for _, test := range []struct{ request, want string }{
		{"PING", "+PONG\r\n"},
		{"ping hi", "$2\r\nhi\r\n"},
		{"PING a b", "-ERR wrong number of arguments for 'ping' command\r\n"},
		{"GET whale", "$2\r\n10\r\n"},
		{"get WHALE", "$2\r\n10\r\n"},
		{"GET never", "$-1\r\n"},
		{"GET", "-ERR wrong number of arguments for 'get' command\r\n"},
		{"GET a b", "-ERR wrong number of arguments for 'get' command\r\n"},
		{"MGET the never Once", "*3\r\n$6\r\n900000\r\n$-1\r\n$1\r\n1\r\n"},
		{"MGET", "-ERR wrong number of arguments for 'mget' command\r\n"},
		{"FREQ the never", "*2\r\n$8\r\n900000.0\r\n$3\r\n0.0\r\n"},
		{"AVERAGE whale once never", "$3\r\n3.7\r\n"},
		{"AVERAGE", "-ERR wrong number"},
		{"UNUSUAL 2 the whale never", "*2\r\n$5\r\nnever\r\n$5\r\nwhale\r\n"},
		{"UNUSUAL 0 the", "*0\r\n"},
		{"UNUSUAL 9 the", "*1\r\n$3\r\nthe\r\n"},
		{"UNUSUAL -1 the", "-ERR value is not an integer"},
		{"UNUSUAL the", "-ERR wrong number"},
		{"INFO", "$"},
		{"QUIT", "+OK\r\n"},
		{"QUIT now", "+OK\r\n"},
		{"ECHO hi", "$2\r\nhi\r\n"},
		{"FLUSHALL", `-ERR unknown command "FLUSHALL"` + "\r\n"},
		{"\x1b[2J\r\n", `-ERR unknown command "\x1b[2J\r\n"` + "\r\n"},
	} {
		words := strings.Split(test.request, " ")
		answer, next := exchange(service(t).Open(), nil, request(words...), request("QUIT"))
		if !strings.HasPrefix(answer, test.want) || !strings.HasSuffix(answer, "+OK\r\n") ||
			next.Want != engine.End || next.Err != nil {
			t.Errorf("%q is answered %q, %v, want %q and the session to go on",
				test.request, answer, next.Err, test.want)
		}
	}
}

// A session does not grow with the number of its requests.
func TestSessionStaysSmall(t *testing.T) {
	c := &call{Session: service(t).Open()}
	for range 10_000 {
		c.words = append(c.words, []byte("the"), []byte("Whale"))
		c.run([]byte("MGET"), c.words)
		c.lookUp()
		c.reply = c.reply[:0]
	}
	if cap(c.folded) > 100 || cap(c.words) > 100 || cap(c.reply) > 1000 {
		t.Errorf("after 10,000 requests it holds %d bytes of words, %d words, %d bytes of reply",
			cap(c.folded), cap(c.words), cap(c.reply))
	}
}
