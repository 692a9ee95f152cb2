//go:build unix

package engine

import (
	"io"
	"testing"

	"wallsockets/part4-security/limits"
)

// A client that sends a request and closes its side in the same moment (as
// nc -N does) is answered, and then the connection is closed. The poller
// reports both as one change.
func TestRequestAndEndAtOnce(t *testing.T) {
	for _, network := range networks {
		for _, test := range []struct {
			name, sent, want string
			waits            bool // for the client, when it sends
		}{
			{"whole", "whale\n", "whale\n", true},
			{"whole, at the beginning", "whale\n", "whale\n", false},
			{"unfinished", "wha", "", true},
		} {
			t.Run(network+"/"+test.name, func(t *testing.T) {
				dial := listen(t, network, New(limits.Default()))
				for range 50 {
					conn := dial()
					if test.waits {
						ask(t, conn, "first\n")
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
