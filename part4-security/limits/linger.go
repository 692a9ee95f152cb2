package limits

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// lingerTime is how long a client that is cut off may keep sending.
const lingerTime = 500 * time.Millisecond

// Linger makes sure that the last answer reaches a client that may still be
// sending. Closing a socket with unread bytes resets the connection, and the
// reset can destroy an answer on its way. So Linger closes only our side and
// discards what arrives, until the client closes too or half a second is over.
func Linger(conn net.Conn) {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	until := time.Now().Add(lingerTime)
	for time.Now().Before(until) {
		conn.SetReadDeadline(until)
		_, err := io.Copy(io.Discard, conn)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		} // else try again: a server that ends sets a deadline of its own
	}
}
