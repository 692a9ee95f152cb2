package limits

import (
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"wallsockets/part4-security/quietlog"
)

const (
	// protocolTime is how long a client that is turned away has to show, by its
	// first byte, in which protocol it wants to hear the reason.
	protocolTime = 50 * time.Millisecond
	// maxRefusing is how many clients hear the reason at the same time. In a
	// flood, the others just find the connection closed.
	maxRefusing = 32
)

// Door decides which connections become clients.
type Door struct {
	limits   *Limits
	remote   bool
	quiet    *quietlog.Log
	refusing atomic.Int64

	mu     sync.Mutex
	inside int
	users  map[int]int // clients of each user, where the user is known
}

// NewDoor returns a door that lets in at most limits.Clients at the same time,
// and clients on other machines only if remote is true. It logs to quiet whom
// it turns away.
func NewDoor(limits *Limits, remote bool, quiet *quietlog.Log) *Door {
	return &Door{
		limits: limits, remote: remote, quiet: quiet,
		users: make(map[int]int),
	}
}

// Admit reports whether conn may be served. If so, the caller calls Leave for its
// peer once conn is closed. If not, the door closes conn.
func (d *Door) Admit(conn net.Conn) bool {
	why := d.Enter(conn.RemoteAddr())
	if why != "" {
		d.Refuse(conn, why)
	}
	return why == ""
}

// Enter takes a place for a peer, until it leaves, or returns why it gets none.
func (d *Door) Enter(peer net.Addr) (why string) {
	if !d.remote && !isLocal(peer) {
		return "refused: this server accepts only clients on this machine"
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

// Leave frees the place of a peer.
func (d *Door) Leave(peer net.Addr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside--
	if user, ok := peer.(user); ok {
		if d.users[user.User()]--; d.users[user.User()] == 0 {
			delete(d.users, user.User())
		}
	}
}

// user is a peer whose user ID the system knows.
type user interface{ User() int }

// isLocal reports whether a peer is on this machine. An address that is not an
// IP address belongs to a socket file, which no other machine can open.
func isLocal(peer net.Addr) bool {
	tcp, ok := peer.(*net.TCPAddr)
	return !ok || tcp.IP.IsLoopback()
}

// Refuse sends a client the reason why it is turned away and closes the
// connection, in the background so that the next client need not wait.
func (d *Door) Refuse(conn net.Conn, why string) {
	d.quiet.Refused.Printf("turned away %v: %s", conn.RemoteAddr(), why)
	if d.refusing.Add(1) > maxRefusing {
		d.refusing.Add(-1)
		conn.Close()
		return
	}
	go func() {
		defer d.refusing.Add(-1)
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(protocolTime))
		first := make([]byte, 1)
		conn.Read(first) // nothing yet: answer in plain text
		conn.SetDeadline(time.Now().Add(d.limits.WriteTime))
		if first[0] == '*' {
			fmt.Fprintf(conn, "-ERR %s\r\n", why)
		} else {
			fmt.Fprintf(conn, "# %s\n", why)
		}
		Linger(conn)
	}()
}
