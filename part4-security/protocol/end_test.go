//go:build unix

package protocol

import (
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// What a client sends behind the end of a conversation does not cost it the
// answers that are still on their way, for it has not read yet.
func TestSurplusBehindTheEnd(t *testing.T) {
	words := strings.Repeat("whale ", 600)
	asked, answered := mget(1000)
	for name, test := range map[string]struct {
		sent []string
		want int
	}{
		"QUIT": {[]string{strings.Repeat(asked, 20) + request("QUIT") + strings.Repeat("x", 200_000)},
			20*len(answered) + len("+OK\r\n")},
		"plain, at once": {[]string{words + "\nsurplus\n"}, 0},
		"plain, later":   {[]string{words + "\n", "\n"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dial := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
				return raw.Control(func(fd uintptr) {
					unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10)
				})
			}}
			s := service(t)
			conn, err := dial.Dial("tcp", serve(t, "tcp", "127.0.0.1:0", s).String())
			if err != nil {
				t.Fatal(err)
			}
			within(t, conn)
			for _, piece := range test.sent {
				io.WriteString(conn, piece)
			}
			answer, err := io.ReadAll(conn)
			want := test.want
			if want == 0 {
				want = len(answerTo(t, s, []byte(words), nil))
			}
			if len(answer) != want || err != nil {
				t.Errorf("read %d bytes, %v, want %d and the end", len(answer), err, want)
			}
		})
	}
}

// A client that resets the connection is complained of only if it leaves a
// request unfinished.
func TestReset(t *testing.T) {
	for _, test := range []struct {
		sent string
		told bool
	}{
		{"", false}, {request("PING"), false}, {"the", true}, {request("PING")[:5], true},
	} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		client, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		server, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		within(t, server)
		io.WriteString(client, test.sent)
		client.(*net.TCPConn).SetLinger(0)
		client.Close()
		if _, err := service(t).Converse(t.Context(), server); (err != nil) != test.told {
			t.Errorf("a client that sends %q and is gone: %v, complaint wanted: %v",
				test.sent, err, test.told)
		}
	}
}
