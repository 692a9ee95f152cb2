package limits

import (
	"io"
	"net"
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
	conn.SetReadDeadline(time.Now().Add(lingerTime))
	io.Copy(io.Discard, conn) // ends by an error at the latest: by the deadline
}
