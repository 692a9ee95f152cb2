//go:build !linux

package engine

import "net"

// unsettled reports whether closing the connection now could destroy an answer
// on its way. On this system a socket is not asked what it still holds.
func unsettled(conn net.Conn) bool {
	_, tcp := conn.(*net.TCPConn)
	return tcp
}
