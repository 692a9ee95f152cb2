package engine

import (
	"net"
	"syscall"
	"testing"

	"wallsockets/part4-security/protocol/engine/enginetest"
)

// receive reports that there may be more after a message that carries
// descriptors, and after a full buffer; else a short read has emptied the
// socket.
func TestReceiveReportsMore(t *testing.T) {
	for _, test := range []struct {
		text   string
		rights []byte
		size   int // of the buffer
		more   bool
	}{
		{"whale", nil, 100, false},
		{"whale", nil, 5, true},
		{"whale", syscall.UnixRights(0), 100, true},
	} {
		client, server := enginetest.Pair(t, "unix")
		client.(*net.UnixConn).WriteMsgUnix([]byte(test.text), test.rights, nil)
		raw, err := server.(*net.UnixConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		raw.Read(func(fd uintptr) (done bool) {
			n, more, err := receive(int(fd), make([]byte, test.size))
			if n != len(test.text) || more != test.more || err != nil {
				t.Errorf("%+v: receive = %d, %v, %v", test, n, more, err)
			}
			return true
		})
	}
}
