package unixsocket

import (
	"fmt"
	"net"
	"os/user"
	"strconv"
	"sync"
)

// Peer is the process at the other end of a connection, as the kernel knows
// it: a client cannot give a false one. What is known is who called connect
// or listen; that process may since have handed the socket to another.
type Peer struct {
	UID, GID int
	PID      int // 0 if the system does not tell
}

// Network makes a Peer a net.Addr, as what takes the place of an address.
func (p Peer) Network() string { return "unix" }

// User returns the number of the peer's user.
func (p Peer) User() int { return p.UID }

// String is the peer in words: "user 1000 (pete), process 4242".
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

// PeerOf tells who is at the other end of conn. It fails if conn is not a
// Conn or *net.UnixConn or is closed, and with errors.ErrUnsupported on systems
// other than Linux and macOS.
func PeerOf(conn net.Conn) (Peer, error) {
	if served, ok := conn.(Conn); ok {
		conn = served.UnixConn
	}
	unixConn, ok := conn.(*net.UnixConn)
	if !ok {
		return Peer{}, fmt.Errorf("ask who the peer is: %T has none, "+
			"only *net.UnixConn", conn)
	}
	raw, err := unixConn.SyscallConn()
	if err != nil {
		return Peer{}, fmt.Errorf("ask who the peer is: %w", err)
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
		return Peer{}, fmt.Errorf("ask who the peer is: %w", err)
	}
	return peer, nil
}

// userNames remembers names by user number, "" for a user without one: each
// lookup reads a file, or asks a directory.
var userNames sync.Map

// userName returns the name of a user, "" if there is none.
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
