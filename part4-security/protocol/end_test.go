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
	answer := string(answerTo(t, service(t), []byte(words)))
	asked, answered := mget(1000)
	for name, test := range map[string]struct {
		sent []string
		want string
	}{
		"QUIT": {[]string{strings.Repeat(asked, 20) + request("QUIT") + strings.Repeat("x", 200_000)},
			strings.Repeat(answered, 20) + "+OK\r\n"},
		"plain, at once": {[]string{words + "\nsurplus\n"}, answer},
		"plain, later":   {[]string{words + "\n", "\n"}, answer},
	} {
		t.Run(name, func(t *testing.T) {
			dial := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
				return raw.Control(func(fd uintptr) {
					unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10)
				})
			}}
			conn, err := dial.Dial("tcp", serve(t, "tcp", "127.0.0.1:0", service(t)).String())
			if err != nil {
				t.Fatal(err)
			}
			within(t, conn)
			for _, piece := range test.sent {
				io.WriteString(conn, piece)
			}
			got, err := io.ReadAll(conn)
			if string(got) != test.want || err != nil {
				t.Errorf("read %d bytes, %v, want %d and the end", len(got), err, len(test.want))
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
		client, server := pairOver(t, "tcp", "127.0.0.1:0")
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
