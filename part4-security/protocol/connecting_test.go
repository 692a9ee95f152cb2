package protocol

import (
	"io"
	"strings"
	"testing"

	"wallsockets/part4-security/protocol/engine"
)

// What clients send by themselves, in RESP2, and in RESP3 where that differs: the
// reply, or its first bytes.
func TestConnecting(t *testing.T) {
	for _, test := range []struct{ request, resp2, resp3 string }{
		{"HELLO", "*14\r\n$6\r\nserver\r\n$11\r\nwallsockets\r\n", "%7\r\n$6\r\nserver\r\n"},
		{"HELLO 2 SETNAME x", "*14\r\n", "*14\r\n"},
		{"hello 3 setname x", "%7\r\n", "%7\r\n"},
		{"HELLO 4", "-NOPROTO unsupported protocol version\r\n", ""},
		{"HELLO x", "-ERR Protocol version is not an integer or out of range\r\n", ""},
		{"HELLO 3 AUTH default x", "-" + noPassword + "\r\n", ""},
		{"HELLO 3 AUTH x", "-ERR Syntax error in HELLO option 'AUTH'\r\n", ""},
		{"HELLO 3 \x1b", `-ERR Syntax error in HELLO option '\x1b'` + "\r\n", ""},
		{"HELLO 3 SETNAME \x01", "-" + badName + "\r\n", ""},
		{"AUTH x", "-" + noPassword + "\r\n", ""},
		{"GET never", "$-1\r\n", "_\r\n"},
		{"MGET never whale", "*2\r\n$-1\r\n$2\r\n10\r\n", "*2\r\n_\r\n$2\r\n10\r\n"},
		{"INFO keyspace", "$44\r\n# Keyspace\r\ndb0:keys=4,expires=0,avg_ttl=0\r\n\r\n",
			"=48\r\ntxt:# Keyspace\r\ndb0:keys=4,expires=0,avg_ttl=0\r\n\r\n"},
		{"INFO nothing", "$0\r\n\r\n", "=4\r\ntxt:\r\n"},
		{"DBSIZE", ":4\r\n", ""},
		{"SELECT 0", "+OK\r\n", ""},
		{"SELECT 1", "-ERR DB index is out of range\r\n", ""},
		{"SELECT x", "-ERR value is not an integer or out of range\r\n", ""},
		{"CLIENT SETINFO LIB-NAME x", "+OK\r\n", ""},
		{"CLIENT SETNAME x", "+OK\r\n", ""},
		{"CLIENT SETNAME x\ny", "-" + badName + "\r\n", ""},
		{"CLIENT GETNAME", "$-1\r\n", "_\r\n"},
		{"CLIENT ID", ":1\r\n", ""},
		{"CLIENT INFO", "$44\r\nid=1 name= flags=N db=0 user=default resp=2\n\r\n",
			"=48\r\ntxt:id=1 name= flags=N db=0 user=default resp=3\n\r\n"},
		{"CLIENT LIST", "$44\r\nid=1 ", "=48\r\ntxt:id=1 "},
		{"CLIENT NO-EVICT ON", "+OK\r\n", ""},
		{"CLIENT REPLY ON", "+OK\r\n", ""},
		{"CLIENT REPLY maybe", "-ERR syntax error\r\n", ""},
		{"CLIENT REPLY", "-ERR wrong number of arguments for 'client|reply' command\r\n", ""},
		{"CLIENT TRACKING OFF", "+OK\r\n", ""},
		{"CLIENT TRACKING ON OPTIN", "+OK\r\n", ""},
		{"CLIENT TRACKING ON", "-" + noCaching + "\r\n", ""},
		{"CLIENT TRACKING ON BCAST", "-" + noCaching + "\r\n", ""},
		{"CLIENT CACHING YES", "-" + noCaching + "\r\n", ""},
		{"CLIENT MAINT_NOTIFICATIONS ON", `-ERR unknown subcommand "MAINT_NOTIFICATIONS"` + "\r\n", ""},
		{"COMMAND COUNT", ":16\r\n", ""},
		{"COMMAND LIST", "*16\r\n$4\r\nmget\r\n", ""},
		{"COMMAND INFO get nope", "*2\r\n*6\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n$-1\r\n",
			"*2\r\n*6\r\n$3\r\nget\r\n:2\r\n~2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n_\r\n"},
		{"COMMAND INFO unusual", "*1\r\n*6\r\n$7\r\nunusual\r\n:-3\r\n*2\r\n+readonly\r\n+fast\r\n:2\r\n:-1\r\n:1\r\n", "*1\r\n*6\r\n"},
		{"COMMAND", "*16\r\n*6\r\n$4\r\nmget\r\n:-2\r\n", ""},
		{"COMMAND DOCS get get nope", "*2\r\n$3\r\nget\r\n*8\r\n$7\r\nsummary\r\n", "%1\r\n$3\r\nget\r\n%4\r\n"},
		{"COMMAND GETKEYS get x", `-ERR unknown subcommand "GETKEYS"` + "\r\n", ""},
		{"CONFIG GET save", "*2\r\n$4\r\nsave\r\n$0\r\n\r\n", "%1\r\n$4\r\nsave\r\n$0\r\n\r\n"},
		{"CONFIG GET nope", "*0\r\n", "%0\r\n"},
		{"CONFIG GET *a* [", "*8\r\n$10\r\nappendonly\r\n", "%4\r\n"},
		{"CONFIG GET", "-ERR wrong number of arguments for 'config|get' command\r\n", ""},
		{"CONFIG SET save x", `-ERR unknown subcommand "SET"` + "\r\n", ""},
		{"MULTI", "-ERR MULTI is not supported: ", ""},
		{"exec", "-ERR EXEC without MULTI\r\n", ""},
		{"DISCARD", "-ERR DISCARD without MULTI\r\n", ""},
		{"RESET", "+RESET\r\n", ""},
	} {
		if test.resp3 == "" {
			test.resp3 = test.resp2
		}
		for version, want := range map[string]string{"2": test.resp2, "3": test.resp3} {
			s := service(t).Open()
			exchange(s, nil, request("HELLO", version))
			words := strings.Split(test.request, " ")
			answer, next := exchange(s, nil, request(words...), request("QUIT"))
			if !strings.HasPrefix(answer, want) || !strings.HasSuffix(answer, "+OK\r\n") ||
				next.Want != engine.End || next.Err != nil {
				t.Errorf("in RESP%s %q is answered %q, %v, want %q and the session to go on",
					version, test.request, answer, next.Err, want)
			}
		}
	}
}

// What a client asks for lasts for its session, and no request that fails
// changes it.
func TestSessionState(t *testing.T) {
	for _, test := range []struct{ requests, want string }{
		{"HELLO 2 SETNAME a|CLIENT GETNAME", "$1\r\na\r\n"},
		{"HELLO 2 SETNAME a|HELLO 3 SETNAME b AUTH x y|CLIENT GETNAME", "$1\r\na\r\n"},
		{"CLIENT SETNAME a|HELLO 3|CLIENT GETNAME|GET never", "$1\r\na\r\n_\r\n"},
		{"HELLO 3 SETNAME a|RESET|CLIENT GETNAME|GET never", "$-1\r\n$-1\r\n"},
		{"HELLO 3|HELLO 4|GET never", "_\r\n"},
		{"HELLO 3|HELLO|GET never", "_\r\n"},
		{"CLIENT REPLY SKIP|PING a|PING b", "$1\r\nb\r\n"},
		{"CLIENT REPLY SKIP|CLIENT REPLY SKIP|PING a|PING b", "$1\r\nb\r\n"},
		{"CLIENT REPLY SKIP|CLIENT REPLY ON|PING b", "$1\r\nb\r\n"},
		{"CLIENT REPLY OFF|PING a|NOPE|CLIENT REPLY SKIP|PING b|CLIENT REPLY ON", "+OK\r\n"},
		{"CLIENT REPLY OFF|PING a|RESET", "+RESET\r\n"},
	} {
		s, answer := service(t).Open(), ""
		for line := range strings.SplitSeq(test.requests, "|") {
			reply, _ := exchange(s, nil, request(strings.Split(line, " ")...))
			answer += reply
		}
		if !strings.HasSuffix(answer, test.want) {
			t.Errorf("%s is answered %q, want %q at the end", test.requests, answer, test.want)
		}
	}
	s := service(t).Open()
	if answer, _ := exchange(s, nil, request("CLIENT", "REPLY", "OFF"), request("PING")); answer != "" {
		t.Errorf("with the replies off, PING is answered %q", answer)
	}
}

// Inline commands, and the rule by which a connection may begin with one.
func TestInline(t *testing.T) {
	word := func(word string) string {
		return word + "\t0\t0.0\t0.00\n# 1 words, average 0.0 per million, most unusual first: " + word + "\n"
	}
	for _, test := range []struct{ sent, want string }{
		{"PING\r\n", "+PONG\r\n"},
		{"PING\r\nget whale\r\n\r\n \t\n  ECHO  hi\n", "+PONG\r\n$2\r\n10\r\n$2\r\nhi\r\n"},
		{"PING\r\nnonsense\r\nPING\n", "+PONG\r\n-ERR unknown command \"nonsense\"\r\n+PONG\r\n"},
		{request("PING") + "\r\n" + request("ECHO", "hi"), "+PONG\r\n$2\r\nhi\r\n"},
		{request("PING") + "PING\r\n", "+PONG\r\n+PONG\r\n"},
		{"PING\r\n" + strings.Repeat("x", 4097), "+PONG\r\n-ERR Protocol error: a line has at most 4096 bytes\r\n"},
		{"PING\r\n" + strings.Repeat("x", 257) + "\n", "+PONG\r\n-ERR Protocol error: a word has at most 256 bytes\r\n"},
		{"PING\r\n" + strings.Repeat("x ", 1026) + "\n", "+PONG\r\n-ERR Protocol error: a request has at most 1024 words\r\n"},

		{"PING\n", word("ping")},
		{"ping\r\n", word("ping")},
		{"PING \r\n", word("ping")},
		{"PING", word("ping")},
		{"PINGS\r\n", word("pings")},
	} {
		for cut := range min(len(test.sent), 20) {
			answer, _ := exchange(service(t).Open(), io.EOF, test.sent[:cut], test.sent[cut:])
			if answer != test.want {
				t.Errorf("%.40q, cut at %d, is answered %q, want %q", test.sent, cut, answer, test.want)
			}
		}
	}
}
