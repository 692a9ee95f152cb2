package unixsocket

import (
	"fmt"
	"net"
	"os"
)

// unknown is the user ID of a peer that the system knows nothing about.
const unknown = -1

// unknownPeer is such a peer.
var unknownPeer = Peer{UID: unknown, GID: unknown}

// Conn is a connection to a client. The client's end has no address, so its
// Peer takes the address's place.
type Conn struct {
	*net.UnixConn
	peer Peer
}

// RemoteAddr returns the client's Peer.
func (c Conn) RemoteAddr() net.Addr { return c.peer }

// identify looks up the client of a connection.
func identify(conn *net.UnixConn) Conn {
	peer, err := PeerOf(conn)
	if err != nil {
		peer = unknownPeer
	}
	return Conn{conn, peer}
}

// TakeConn returns the connection of a descriptor that the caller accepted, and
// takes that over.
func TakeConn(fd int) (net.Conn, error) {
	file := os.NewFile(uintptr(fd), "client")
	defer file.Close() // net.FileConn makes a copy
	conn, err := net.FileConn(file)
	if err != nil {
		return nil, fmt.Errorf("take over a connection: %w", err)
	}
	return identify(conn.(*net.UnixConn)), nil
}
