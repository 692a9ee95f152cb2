package protocol

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
)

// list has a million running words, so that a count is a frequency per million.
const list = "the 900000\nof 99989\nwhale 10\nonce 1\n"

func service(t testing.TB) *Service {
	t.Helper()
	table, err := frequency.Read(strings.NewReader(list), "list")
	if err != nil {
		t.Fatal(err)
	}
	return New(table, limits.Default())
}

// call has a conversation in which the client sends the pieces, each of which
// is one read of the server, and then reads up to the end. It must be called
// in a synctest bubble, where time passes only while everyone waits.
func call(t testing.TB, s *Service, pieces ...string) (answer, said string, err error) {
	t.Helper()
	server, client := net.Pipe()
	type ending struct {
		said string
		err  error
	}
	ended := make(chan ending, 1)
	go func() {
		defer server.Close()
		said, err := s.Converse(t.Context(), server)
		ended <- ending{said, err}
	}()
	go func() {
		for _, piece := range pieces {
			io.WriteString(client, piece) // fails if the server has closed
		}
	}()
	read, readErr := io.ReadAll(client)
	if readErr != nil {
		t.Fatalf("reading the answer to %q: %v", pieces, readErr)
	}
	client.Close()
	end := <-ended
	return string(read), end.said, end.err
}

func request(words ...string) string {
	frame := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		frame += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	return frame
}

const whale = "whale\t10\t10.0\t4.00\n# 1 words, average 10.0 per million, most unusual first: whale\n"

func TestPlain(t *testing.T) {
	long := strings.Repeat("whale ", 682) + "abcd" // 4096 bytes
	for _, test := range []struct{ name, sent, prefix, end, said string }{
		{"a word", "whale\n", whale, "", `"whale"`},
		{"CR LF", "Whale!\r\n", whale, "", `"Whale!\r"`},
		{"only the first line counts", "whale\nonce\n", whale, "", `"whale"`},
		{"no words", " ?!\n", "# 0 words, average 0.0", "first:\n", `" ?!"`},
		{"empty line", "\n", "# 0 words, average 0.0", "first:\n", `""`},
		{"control bytes", "\x1b[2J\x00whale\n", "2j\t0\t0.0\t0.00\nwhale\t10", "2j whale\n", `"\x1b[2J\x00whale"`},
		{"not UTF-8", "\xffwhale\xc3\n", whale, "", `"\xffwhale\xc3"`},
		{"as long as allowed", long + "\n", "whale\t10\t", "whale\n", `"whale `},
		{"one byte too long", long + "e\n", "# a line has at most 4096 bytes\n", "", `"whale `},
		{"without end", strings.Repeat("x", 100_000), "# a line has at most 4096 bytes\n", "", `"xxx`},
		{"almost HTTP", "GET whale\n", "get\t0\t0.0\t0.00\nwhale\t10", "", `"GET`},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				answer, said, _ := call(t, service(t), test.sent)
				if took := time.Since(began); took != 0 {
					t.Errorf("%.40q: it took %v to decide", test.sent, took)
				}
				if !strings.HasPrefix(answer, test.prefix) || !strings.HasSuffix(answer, test.end) {
					t.Errorf("%.40q is answered %q, want %q...%q", test.sent, answer, test.prefix, test.end)
				}
				if !strings.HasPrefix(said, test.said) || len(said) > 1000 {
					t.Errorf("for the log: %s, want %s", said, test.said)
				}
			})
		})
	}
}

func TestHTTPIsCutOff(t *testing.T) {
	for _, line := range []string{
		"GET / HTTP/1.1\r\n", "POST /whale HTTP/1.0\n", "PRI * HTTP/2.0\r\n", "get /x HTTP/9\n",
		"POST /" + strings.Repeat("whale", 1000) + " HTTP/1.1\r\n",
		"GET http://127.0.0.1/" + strings.Repeat("whale", 1000),
	} {
		synctest.Test(t, func(t *testing.T) {
			s := service(t)
			answer, _, err := call(t, s, line+"Host: localhost\r\n\r\nwhale\n")
			if answer != "" || err != errHTTP || s.requests.Load() != 0 {
				t.Errorf("%q is answered %q, %v, want nothing", line, answer, err)
			}
		})
	}
}

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
		{"HELLO", "*14\r\n$6\r\nserver\r\n$11\r\nwallsockets\r\n"},
		{"HELLO 2 SETNAME x", "*14\r\n"},
		{"HELLO 3", "-NOPROTO "},
		{"CLIENT SETINFO LIB-NAME x", "+OK\r\n"},
		{"CLIENT GETNAME", "$-1\r\n"},
		{"CLIENT ID", ":1\r\n"},
		{"CLIENT KILL x", `-ERR unknown subcommand "KILL"` + "\r\n"},
		{"COMMAND DOCS", "*0\r\n"},
		{"CONFIG GET save", "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"},
		{"CONFIG SET save x", "-ERR wrong number"},
		{"CONFIG DEL save", `-ERR unknown subcommand "DEL"`},
		{"FLUSHALL", `-ERR unknown command "FLUSHALL"` + "\r\n"},
		{"\x1b[2J\r\n", `-ERR unknown command "\x1b[2J\r\n"` + "\r\n"},
	} {
		synctest.Test(t, func(t *testing.T) {
			words := strings.Split(test.request, " ")
			answer, _, err := call(t, service(t), request(words...), request("QUIT"))
			if !strings.HasPrefix(answer, test.want) || !strings.HasSuffix(answer, "+OK\r\n") || err != nil {
				t.Errorf("%q is answered %q, %v, want %q and the session going on",
					test.request, answer, err, test.want)
			}
		})
	}
}

// Where a conversation is cut into pieces makes no difference.
func TestSplitAtEveryPoint(t *testing.T) {
	for _, sent := range []string{
		"the whale, never\n",
		request("MGET", "the", "never") + "*0\r\n" + request("GET", "") +
			request("PING") + request("QUIT"),
	} {
		synctest.Test(t, func(t *testing.T) {
			want, _, _ := call(t, service(t), sent)
			if strings.Count(want, "\n") < 4 {
				t.Fatalf("%q in one piece is answered %q", sent, want)
			}
			for i := 1; i < len(sent); i++ {
				if got, _, err := call(t, service(t), sent[:i], sent[i:]); got != want || err != nil {
					t.Errorf("cut at %d: %q, %v, want %q", i, got, err, want)
				}
			}
			if got, _, err := call(t, service(t), strings.Split(sent, "")...); got != want || err != nil {
				t.Errorf("byte by byte: %q, %v, want %q", got, err, want)
			}
		})
	}
}

func TestMalformedFrames(t *testing.T) {
	l := limits.Default()
	many := make([]string, l.Arguments+1)
	for i := range many {
		many[i] = "x"
	}
	full := "*257\r\n$4\r\nMGET\r\n" + strings.Repeat("$256\r\n"+strings.Repeat("x", 256)+"\r\n", 256)
	for _, test := range []struct{ sent, want string }{
		{"*x\r\n", "no number behind '*'"},
		{"*\r\n", "no number behind '*'"},
		{"*+1\r\n", "no number behind '*'"},
		{"*1\n", "no number behind '*'"},
		{"*1\rx\n", "no number behind '*'"},
		{"*99999999999999999999\r\n", "no number behind '*'"},
		{"*" + strings.Repeat("1", 30), "no number behind '*'"},
		{"*1026\r\n", "a request has at most 1024 words"},
		{"*1\r\nPING\r\n", `expected '$', got "P"`},
		{"*1\r\n:4\r\n", `expected '$', got ":"`},
		{"*1\r\n\x1b", `expected '$', got "\x1b"`},
		{"*1\r\n$-1\r\n", "a word of negative length"},
		{"*1\r\n$257\r\n", "a word has at most 256 bytes"},
		{"*1\r\n$9223372036854775807\r\n", "a word has at most 256 bytes"},
		{"*1\r\n$4\r\nPINGxx", "a word is not followed by CR LF"},
		{full, "a request has at most 65536 bytes"},
		{request("PING") + "hello\n", `expected '*', got "h"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			answer, _, err := call(t, service(t), test.sent)
			answer = strings.TrimPrefix(answer, "+PONG\r\n")
			if answer != "-ERR Protocol error: "+test.want+"\r\n" || err == nil {
				t.Errorf("%.40q is answered %q, %v, want %q and the end", test.sent, answer, err, test.want)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		most := append([]string{"MGET"}, many[1:]...)
		answer, _, err := call(t, service(t), request(most...), request("QUIT"))
		if !strings.HasPrefix(answer, "*1024\r\n$-1\r\n") || err != nil {
			t.Errorf("as many words as allowed are answered %.20q, %v", answer, err)
		}
	})
}

// talk starts a conversation whose client the test plays step by step.
func talk(t *testing.T, ctx context.Context, s *Service) (client net.Conn, answers *bufio.Reader, ended <-chan error) {
	t.Helper()
	server, client := net.Pipe()
	done := make(chan error, 1)
	go func() {
		defer server.Close()
		_, err := s.Converse(ctx, server)
		done <- err
	}()
	t.Cleanup(func() { client.Close() })
	return client, bufio.NewReader(client), done
}

// A client has so long to begin, so long for a whole request however it drips,
// and so long to rest; neither less nor more.
func TestDeadlines(t *testing.T) {
	for _, test := range []struct {
		name, start, drip string
		want              time.Duration
		told              string
	}{
		{"silent", "", "", limits.FirstByteTime, ""},
		{"line without end", "w", "", limits.RequestTime, "# the line did not end within 10s\n"},
		{"line that drips", "w", "x", limits.RequestTime, "# the line did not end within 10s\n"},
		{"request without end", "*1\r\n", "", limits.RequestTime,
			"-ERR Protocol error: the request was not complete within 10s\r\n"},
		{"request that drips", "*1\r\n$200\r\n", "x", limits.RequestTime,
			"-ERR Protocol error: the request was not complete within 10s\r\n"},
		{"second request drips", request("PING") + "*1\r\n$200\r\n", "x", limits.RequestTime,
			"+PONG\r\n-ERR Protocol error: the request was not complete within 10s\r\n"},
		{"idle session", request("PING"), "", limits.IdleTime, "+PONG\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, answers, ended := talk(t, t.Context(), service(t))
				began := time.Now()
				var sender sync.WaitGroup
				sender.Go(func() {
					for piece := test.start; piece != ""; piece = test.drip {
						if _, err := io.WriteString(client, piece); err != nil {
							return
						}
						<-time.After(300 * time.Millisecond)
					}
				})
				told, _ := io.ReadAll(answers)
				if took := time.Since(began); took != test.want {
					t.Errorf("cut off after %v, want %v", took, test.want)
				}
				if string(told) != test.told || <-ended == nil {
					t.Errorf("told %q, want %q and an error", told, test.told)
				}
				client.Close()
				sender.Wait()
			})
		})
	}
}

// The time of a request begins with its own first byte, not with that of one
// before it.
func TestEachRequestHasItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, answers, _ := talk(t, t.Context(), service(t))
		ping := request("PING")
		io.WriteString(client, ping[:5])
		for range 5 {
			<-time.After(limits.RequestTime * 2 / 3)
			io.WriteString(client, ping[5:]+ping[:5])
			if got, err := answers.ReadString('\n'); got != "+PONG\r\n" || err != nil {
				t.Fatalf("PING is answered %q, %v", got, err)
			}
		}
		client.Close()
		synctest.Wait()
	})
}

// A session rests from the moment that its answer is taken.
func TestRestBeginsBehindTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t)
		s.limits.Idle = 4 * time.Second
		client, answers, _ := talk(t, t.Context(), s)
		for range 3 {
			io.WriteString(client, request("PING"))
			<-time.After(3 * time.Second)
			if got, err := answers.ReadString('\n'); got != "+PONG\r\n" || err != nil {
				t.Fatalf("PING is answered %q, %v", got, err)
			}
			<-time.After(3 * time.Second)
		}
		client.Close()
		synctest.Wait()
	})
}

// A session that ends between two requests ends well, one that ends in the
// middle of a request does not.
func TestEndOfInput(t *testing.T) {
	for _, test := range []struct {
		sent string
		well bool
	}{
		{request("PING"), true},
		{request("PING") + "*1\r\n", false},
		{"*1\r\n$4\r\nPI", false},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, answers, ended := talk(t, t.Context(), service(t))
			go func() {
				io.WriteString(client, test.sent)
				synctest.Wait()
				client.Close()
			}()
			io.ReadAll(answers)
			if err := <-ended; (err == nil) != test.well {
				t.Errorf("%q and the end: %v, want it to end well: %v", test.sent, err, test.well)
			}
		})
	}
}

// A session does not grow with the number of its requests.
func TestSessionStaysSmall(t *testing.T) {
	s := &workspace{conversation: &conversation{Service: service(t)}}
	for range 10_000 {
		s.run([][]byte{[]byte("MGET"), []byte("the"), []byte("whale")})
		s.reply = s.reply[:0]
	}
	if cap(s.folded) > 100 || cap(s.words) > 100 || cap(s.reply) > 1000 {
		t.Errorf("behind 10,000 requests it holds %d bytes of words, %d words, %d bytes of reply",
			cap(s.folded), cap(s.words), cap(s.reply))
	}
}

// A client that asks and never reads does not hold its place for long.
func TestNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _, ended := talk(t, t.Context(), service(t))
		began := time.Now()
		io.WriteString(client, request("PING"))
		err := <-ended
		if took := time.Since(began); took != limits.WriteTime || err == nil {
			t.Errorf("ended after %v by %v, want %v", took, err, limits.WriteTime)
		}
	})
}

// Told to end, a conversation that waits for its client ends at once; what was
// asked before is answered.
func TestEnding(t *testing.T) {
	for _, begun := range []string{"", "wha", request("PING"), request("PING") + "*1\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			client, answers, ended := talk(t, ctx, service(t))
			if begun != "" {
				io.WriteString(client, begun)
			}
			if strings.Contains(begun, "PING") {
				if got, err := answers.ReadString('\n'); got != "+PONG\r\n" || err != nil {
					t.Fatalf("PING is answered %q, %v", got, err)
				}
			}
			synctest.Wait()
			began := time.Now()
			cancel()
			err := <-ended
			if took := time.Since(began); err != nil || took != 0 {
				t.Errorf("%q: ended after %v by %v, want at once by nothing", begun, took, err)
			}
		})
	}
}

// A session sees another table from its next request on.
func TestUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t)
		client, answers, _ := talk(t, t.Context(), s)
		for _, want := range []string{"10", "11"} {
			go io.WriteString(client, request("GET", "whale"))
			length, _ := answers.ReadString('\n')
			if got, err := answers.ReadString('\n'); got != want+"\r\n" || err != nil {
				t.Errorf("GET whale = %q %q, %v, want %s", length, got, err, want)
			}
			other, err := frequency.Read(strings.NewReader("whale 11\n"), "other")
			if err != nil {
				t.Fatal(err)
			}
			s.Use(other)
		}
		client.Close()
		synctest.Wait()
	})
}

// Many requests in one piece are answered in order, whatever their number.
func TestPipeline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 2000
		var sent, want strings.Builder
		for i := range n {
			fmt.Fprint(&sent, request("PING", fmt.Sprint(i)))
			fmt.Fprintf(&want, "$%d\r\n%d\r\n", len(fmt.Sprint(i)), i)
		}
		answer, said, err := call(t, service(t), sent.String(), request("QUIT")+request("PING"))
		if answer != want.String()+"+OK\r\n" || err != nil {
			t.Errorf("%d requests are answered with %d bytes, %v, want %d in order",
				n, len(answer), err, want.Len()+5)
		}
		if said != fmt.Sprintf("RESP, requests: %d", n+1) {
			t.Errorf("for the log: %s", said)
		}
	})
}

// A panic leaves nothing of one client's answers to the next one.
func TestPanicKeepsAnswersApart(t *testing.T) {
	s := New(nil, limits.Default()) // without a table to look into
	for range 20 {
		func() {
			defer func() { recover() }()
			answerTo(t, s, []byte(request("PING", "secret")+request("GET", "whale")))
			t.Error("no panic")
		}()
		if got := answerTo(t, s, []byte(request("PING"))); string(got) != "+PONG\r\n" {
			t.Fatalf("behind the panic of another client: %q", got)
		}
	}
}
