package protocol

import (
	"io"
	"strconv"
	"strings"
	"testing"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol/engine"
)

// Requests are answered alike wherever they are cut in two.
func FuzzRESP(f *testing.F) {
	f.Add([]byte(request("MGET", "the", "whale")+request("PING")), 9)
	f.Add([]byte("*1\r\n$4\r\nINFOx"), 5)
	f.Add([]byte(request("UNUSUAL", "2", "the", "x", "whale")+"*-1\r\n*0\r\n"), 12)
	f.Add([]byte(request("HELLO", "3")+request("QUIT")+request("PING")), 40)
	f.Add([]byte(request("RESET")+"\r\nget whale\r\n"+request("CLIENT", "REPLY", "SKIP")+"PING\nPING x\n"), 60)
	f.Add([]byte(request("COMMAND", "DOCS")+request("CONFIG", "GET", "*")+request("SELECT", "0")), 30)
	table := load(f, list)
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		if strings.Contains(strings.ToUpper(string(text)), "INFO") {
			t.Skip("its answer has numbers that change")
		}
		for _, first := range []string{"*", "PING\r\n", request("HELLO", "3")} {
			sent := first + string(text)
			cut := max(1, min(cut, len(sent)))
			answer, next := exchange(New(table, limits.Default()).Open(), io.EOF, sent[:cut], sent[cut:])
			whole, _ := exchange(New(table, limits.Default()).Open(), io.EOF, sent)
			if answer != whole || next.Want != engine.End {
				t.Fatalf("%q, cut at %d, is answered %q, and %q if it is not", sent, cut, answer, whole)
			}
			wellFormed(t, sent, answer)
		}
	})
}

// wellFormed wants an answer to consist of whole replies. Only a client that
// asked for RESP3 gets its kinds of reply.
func wellFormed(t *testing.T, sent, answer string) {
	t.Helper()
	kinds := "+-:$*"
	if strings.Contains(strings.ToUpper(sent), "HELLO") {
		kinds += "_%~="
	}
	for left, rest := 0, answer; rest != "" || left > 0; left-- {
		line, after, ok := strings.Cut(rest, "\r\n")
		if !ok || line == "" || !strings.Contains(kinds, line[:1]) {
			t.Fatalf("%q is answered %q: %.100q is no reply", sent, answer, rest)
		}
		left, rest = max(left, 1), after
		n, _ := strconv.Atoi(line[1:])
		switch line[0] {
		case '$', '=':
			if n < 0 {
				continue
			}
			if len(rest) < n+2 || rest[n:n+2] != "\r\n" {
				t.Fatalf("%q is answered %q: %.100q breaks off", sent, answer, rest)
			}
			rest = rest[n+2:]
		case '*', '~':
			left += max(n, 0)
		case '%':
			left += 2 * n
		}
	}
}

// Whatever requests stand around it in a read, a request has the answer that it
// has alone, and in its place: also those whose words are looked up together,
// and those whose answers the client does not want.
func TestAnswersKeepTheirOrder(t *testing.T) {
	asked := []string{
		request("GET", "the"), request("MGET", "whale", "Once", "never"), "PING\r\n",
		request("GET"), request("GET", "WHALE"), "*0\r\n", "\r\n",
		request("CLIENT", "REPLY", "SKIP"), request("MGET", "the", "of"),
		request("MGET", "of"), request("CLIENT", "REPLY", "OFF"), request("GET", "the"),
		request("NOTHING"), request("CLIENT", "REPLY", "ON"), request("GET", "of"),
		request("FREQ", "The", "whale"), request("GET", "never"), request("UNUSUAL", "1", "the", "Whale"),
		request("HELLO", "3"), request("GET", "never"), request("QUIT"),
	}
	alone, _ := exchange(service(t).Open(), nil, asked...)
	together, next := exchange(service(t).Open(), nil, strings.Join(asked, ""))
	if together != alone || next.Want != engine.End {
		t.Errorf("in one read the answers are %q, %+v, one by one %q", together, next, alone)
	}
	muted := request("CLIENT", "REPLY", "SKIP") + request("MGET", "the", "of") + "PING\r\n"
	if answer, _ := exchange(service(t).Open(), nil, muted); answer != "+PONG\r\n" {
		t.Errorf("after a request whose answer is not wanted: %q", answer)
	}
}
