package limits

import (
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

const (
	// politeTime is how long a client that is turned away has to show, by its
	// first byte, in which protocol it wants to be told why.
	politeTime = 50 * time.Millisecond
	// maxPolite is how many clients are told why at the same time. Whoever
	// comes on top of them in a flood finds the connection closed.
	maxPolite = 32
)

// Door decides which connections become clients.
type Door struct {
	limits *Limits
	remote bool
	inside atomic.Int64
	polite atomic.Int64
}

// NewDoor returns a door that lets in limits.Clients at the same time, and
// none from other machines unless remote is true.
func NewDoor(limits *Limits, remote bool) *Door {
	return &Door{limits: limits, remote: remote}
}

// Admit tells whether conn may be served. If so, Leave must be called when it
// is closed; if not, it has been or will be closed here.
func (d *Door) Admit(conn net.Conn) bool {
	if !d.remote && !isLocal(conn.RemoteAddr()) {
		d.refuse(conn, "refused: only clients that come by loopback are served")
		return false
	}
	if d.inside.Add(1) > int64(d.limits.Clients) {
		d.inside.Add(-1)
		d.refuse(conn, fmt.Sprintf("busy: %d clients are being served, "+
			"try again later", d.limits.Clients))
		return false
	}
	return true
}

// Leave gives the place of a client to the next one.
func (d *Door) Leave() { d.inside.Add(-1) }

// isLocal tells whether a peer is on this machine. An address that is no IP
// address is the name of a socket file, which no other machine can open.
func isLocal(peer net.Addr) bool {
	tcp, ok := peer.(*net.TCPAddr)
	return !ok || tcp.IP.IsLoopback()
}

// refuse tells a client why it is turned away and closes the connection,
// without keeping the next one waiting.
func (d *Door) refuse(conn net.Conn, why string) {
	refused.printf("turned away %v: %s", conn.RemoteAddr(), why)
	if d.polite.Add(1) > maxPolite {
		d.polite.Add(-1)
		conn.Close()
		return
	}
	go func() {
		defer d.polite.Add(-1)
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(politeTime))
		first := make([]byte, 1)
		conn.Read(first) // nothing by then: plain words will do
		conn.SetDeadline(time.Now().Add(d.limits.Write))
		if first[0] == '*' {
			fmt.Fprintf(conn, "-ERR %s\r\n", why)
		} else {
			fmt.Fprintf(conn, "# %s\n", why)
		}
		Linger(conn)
	}()
}
