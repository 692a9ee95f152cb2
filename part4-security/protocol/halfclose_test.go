//go:build unix

package protocol

import (
	"io"
	"testing"
)

// A client that says in the same moment what it wants and that this was all
// (as nc -N does) is answered, and then the connection is closed. The poller
// reports both as one change.
func TestRequestAndEndAtOnce(t *testing.T) {
	for _, network := range networks {
		for _, test := range []struct{ name, sent, want string }{
			{"RESP", request("GET", "whale"), "$2\r\n10\r\n"},
			{"plain, no newline", "whale", whale},
			{"unfinished", request("GET", "whale")[:15], ""},
		} {
			t.Run(network+"/"+test.name, func(t *testing.T) {
				dial := listen(t, network, service(t))
				for range 50 {
					conn := within(t, dial())
					if test.name != "plain, no newline" {
						askFor(t, conn, "PING", "+PONG\r\n") // it waits already
					}
					io.WriteString(conn, test.sent)
					conn.(interface{ CloseWrite() error }).CloseWrite()
					answer, err := io.ReadAll(conn)
					if string(answer) != test.want || err != nil {
						t.Fatalf("%q is answered %q, %v, want %q and the end",
							test.sent, answer, err, test.want)
					}
					conn.Close()
				}
			})
		}
	}
}
