package limits

import (
	"fmt"
	"net"
	"sync"
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
	polite atomic.Int64

	mu     sync.Mutex
	inside int
	users  map[int]int // how many of them each user has, where it is known
}

// NewDoor returns a door that lets in limits.Clients at the same time, and
// none from other machines unless remote is true.
func NewDoor(limits *Limits, remote bool) *Door {
	return &Door{limits: limits, remote: remote, users: make(map[int]int)}
}

// Admit tells whether conn may be served. If so, Leave must be called when it
// is closed; if not, it has been or will be closed here.
func (d *Door) Admit(conn net.Conn) bool {
	why := d.enter(conn.RemoteAddr())
	if why != "" {
		d.refuse(conn, why)
	}
	return why == ""
}

// enter takes a place for a peer, or tells why there is none.
func (d *Door) enter(peer net.Addr) (why string) {
	if !d.remote && !isLocal(peer) {
		return "refused: only clients that come by loopback are served"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.inside == d.limits.Clients {
		return fmt.Sprintf("busy: %d clients are being served, "+
			"try again later", d.inside)
	}
	if user, ok := peer.(user); ok {
		if d.users[user.User()] == d.limits.share() {
			return fmt.Sprintf("busy: %d clients of your user are being "+
				"served, try again later", d.limits.share())
		}
		d.users[user.User()]++
	}
	d.inside++
	return ""
}

// Leave gives the place of a client to the next one.
func (d *Door) Leave(conn net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside--
	if user, ok := conn.RemoteAddr().(user); ok {
		if d.users[user.User()]--; d.users[user.User()] == 0 {
			delete(d.users, user.User())
		}
	}
}

// user is a peer of which the system tells whose it is.
type user interface{ User() int }

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
