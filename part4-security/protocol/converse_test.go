package protocol

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"wallsockets/part4-security/protocol/engine/enginetest"
)

// Both protocols over both kinds of socket, from the first byte to the log.
func TestConverse(t *testing.T) {
	sent, want := mget(100)
	for _, network := range []string{"unix", "tcp"} {
		for _, test := range []struct{ sent, want, said, log string }{
			{"whale\n", whale, `"whale"`, ""},
			{"whale", whale, `"whale"`, ""},
			{"", nothing, `""`, ""},
			{"GET / HTTP/1.1\r\n\r\n", "", `"GET / HTTP/1.1\r"`, errHTTP.Error()},
			{strings.Repeat(sent, 200), strings.Repeat(want, 200), "RESP, requests: 200", ""},
			{request("GET", "whale") + request("QUIT"), "$2\r\n10\r\n+OK\r\n", "RESP, requests: 2", ""},
			{request("GET", "whale")[:15], "", "RESP, requests: 0",
				"it disconnected in the middle of a request"},
			{"*x\r\n", "-ERR Protocol error: no number after '*'\r\n", "RESP, requests: 0",
				"cut off: no number after '*'"},
		} {
			client, server := enginetest.Pair(t, network)
			ended := make(chan string, 1)
			s := service(t)
			go func() {
				said, err := s.Converse(t.Context(), server)
				server.Close()
				ended <- fmt.Sprint(said, err)
			}()
			go func() {
				io.WriteString(client, test.sent)
				client.(interface{ CloseWrite() error }).CloseWrite()
			}()
			answer, err := io.ReadAll(client)
			if string(answer) != test.want || err != nil {
				t.Errorf("%s: %.40q is answered %.80q, %v, want %.80q",
					network, test.sent, answer, err, test.want)
			}
			log := test.log
			if log == "" {
				log = "<nil>"
			}
			if end := <-ended; end != fmt.Sprint(test.said, log) {
				t.Errorf("%s: %.40q: the log gets %s, want %s, %s",
					network, test.sent, end, test.said, log)
			}
		}
	}
}
