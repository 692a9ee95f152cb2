package unixsocket

import "net"

// unknown is the user number of a peer that the system tells nothing about.
const unknown = -1

// Conn is a connection to a client. Its end of a socket file has no address,
// so who it is takes the place of that.
type Conn struct {
	*net.UnixConn
	peer Peer
}

// RemoteAddr returns the client's Peer.
func (c Conn) RemoteAddr() net.Addr { return c.peer }

// identify asks who the client of a connection is.
func identify(conn *net.UnixConn) Conn {
	peer, err := PeerOf(conn)
	if err != nil {
		peer = Peer{UID: unknown, GID: unknown}
	}
	return Conn{conn, peer}
}
