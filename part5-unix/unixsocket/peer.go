package unixsocket

import (
	"fmt"
	"net"
	"os/user"
	"strconv"
	"sync"
)

// Peer is the process at the other end of a connection, as the kernel knows
// it; a client cannot forge it. It is the process that called connect or
// listen, which may have passed the socket to another process since.
type Peer struct {
	UID, GID int
	PID      int // 0 if the system does not know
}

// Network returns "unix". With String it makes a Peer a net.Addr.
func (p Peer) Network() string { return "unix" }

// User returns the number of the peer's user.
func (p Peer) User() int { return p.UID }

// String describes the peer: "user 1000 (pete), process 4242".
func (p Peer) String() string {
	if p.UID == unknown {
		return "an unknown user"
	}
	text := fmt.Sprintf("user %d", p.UID)
	if name := userName(p.UID); name != "" {
		text += " (" + name + ")"
	}
	if p.PID != 0 {
		text += fmt.Sprintf(", process %d", p.PID)
	}
	return text
}

// PeerOf returns the process at the other end of conn. It fails if conn is
// closed or is neither a Conn nor a *net.UnixConn; on systems other than Linux
// and macOS the error is errors.ErrUnsupported.
func PeerOf(conn net.Conn) (Peer, error) {
	if served, ok := conn.(Conn); ok {
		conn = served.UnixConn
	}
	unixConn, ok := conn.(*net.UnixConn)
	if !ok {
		return Peer{}, fmt.Errorf("look up the peer: %T has none, "+
			"only *net.UnixConn", conn)
	}
	raw, err := unixConn.SyscallConn()
	if err != nil {
		return Peer{}, fmt.Errorf("look up the peer: %w", err)
	}
	var peer Peer
	var asked error
	err = raw.Control(func(fd uintptr) {
		peer, asked = peerOf(int(fd))
	})
	if err == nil {
		err = asked
	}
	if err != nil {
		return Peer{}, fmt.Errorf("look up the peer: %w", err)
	}
	return peer, nil
}

// PeerOfSocket returns the process at the other end of a connected socket, of
// which it gets the descriptor. A peer that the system does not tell is unknown.
func PeerOfSocket(fd int) Peer {
	peer, err := peerOf(fd)
	if err != nil {
		return unknownPeer
	}
	return peer
}

// userNames caches names by user ID, "" for a user without one. A lookup
// reads a file or asks a directory server.
var userNames sync.Map

// userName returns the name of a user, or "" if there is none.
func userName(uid int) string {
	if name, ok := userNames.Load(uid); ok {
		return name.(string)
	}
	name := ""
	if found, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		name = found.Username
	}
	userNames.Store(uid, name)
	return name
}
