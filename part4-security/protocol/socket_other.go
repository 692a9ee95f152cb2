//go:build !linux

package protocol

import "net"

// unsettled tells whether to close a connection now could destroy an answer on
// its way. What a socket still holds is not asked for on this system.
func unsettled(conn net.Conn) bool {
	_, tcp := conn.(*net.TCPConn)
	return tcp
}
