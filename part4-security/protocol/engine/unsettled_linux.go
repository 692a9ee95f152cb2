package engine

import (
	"net"

	"golang.org/x/sys/unix"
)

// unsettled reports whether closing the connection now could destroy an answer
// on its way: bytes of the client are unread, or its side has not acknowledged
// all of ours and may be sending. On a unix socket nothing is on its way.
func unsettled(conn net.Conn) (yes bool) {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return false
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return false
	}
	raw.Control(func(socket uintptr) {
		unread, _ := unix.IoctlGetInt(int(socket), unix.SIOCINQ)
		unsent, _ := unix.IoctlGetInt(int(socket), unix.SIOCOUTQ)
		yes = unread+unsent > 0
	})
	return yes
}
