package limits

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// lingerTime is how long a client that is cut off may go on sending.
const lingerTime = 500 * time.Millisecond

// Linger makes sure that the last answer arrives at a client that may still be
// sending. To close a socket with bytes unread resets the connection, and the
// reset can destroy an answer on its way. So only our side is closed, and what
// comes is thrown away until the client closes too or its time is over.
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
		} // else once more: it may be the deadline that a server's end has set
	}
}
