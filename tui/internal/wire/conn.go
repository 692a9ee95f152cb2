package wire

import (
	"io"
	"net"
	"sync"
	"time"

	"wallsockets/tui/internal/guard"
)

// bufferSize is how many bytes of one direction the tap holds at most. So a side
// that reads slowly holds up the other, as it would without a tap.
const bufferSize = 16 << 10

// lastWords is how long the reset of a connection in the queue waits to be recorded. The
// kernel resets it because the listener is closed, most likely by a server that is done: what
// the server sent to its clients before comes through other connections, and should be first.
const lastWords = 50 * time.Millisecond

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// stream is a connection whose sending half can be closed: TCP or a unix socket.
type stream interface {
	net.Conn
	CloseWrite() error
}

// conn is a client's connection to the tap and the tap's to the server.
type conn struct {
	number         int
	recording      *Recording
	client, server stream
	hands          *Hands
	tasks          sync.WaitGroup // all but the direction from the client

	mu       sync.Mutex
	wake     sync.Cond // a lane has changed, or the connection is over
	lanes    [2]lane   // see lane
	accepted bool      // by the server, as far as is recorded
	open     int       // directions that have not ended
	refuses  Side      // the side that accepts no more data, if there is one
	over     bool      // nothing more is recorded
}

// relay forwards everything in both directions until both have ended.
func (c *conn) relay() {
	c.tasks.Go(guard.Func(func() { c.pass(Server) }))
	c.pass(Client)
	c.tasks.Wait()
}

// pass forwards what one side sends. It records each read as an event before it
// forwards the bytes, so that a question always comes before its answer.
func (c *conn) pass(from Side) {
	buffer := buffers.Get().(*[bufferSize]byte)
	defer buffers.Put(buffer)
	source, sink := c.end(from), c.end(from.other())
	for {
		n, err := source.Read(buffer[:])
		if n > 0 {
			direct, alive := c.arrived(from, buffer[:n])
			if direct {
				_, err := sink.Write(buffer[:n])
				alive = c.forwarded(from, err)
			}
			if !alive {
				return
			}
		}
		if err == io.EOF {
			c.ending(from)
			return
		}
		if err != nil {
			c.reset(from)
			return
		}
	}
}

// end returns the tap's connection to a side.
func (c *conn) end(side Side) stream {
	if side == Client {
		return c.client
	}
	return c.server
}

// add adds an event unless the connection is over, and returns its number, or 0. The
// lock is held.
func (c *conn) add(e Event) int {
	if c.over {
		return 0
	}
	if e.From == Server && e.Kind != Reset && !c.accepted {
		// A server that sends or closes has accepted, even if the kernel was
		// not asked since. A reset may also come from the kernel.
		c.accepted = true
		c.recording.Add(Event{Conn: c.number, Kind: Accepted, From: Server})
	}
	e.Conn = c.number
	return c.recording.Add(e)
}

// ended closes the sending half to the other side, as this side has done. When
// both have ended, the connection is over. The lock is held.
func (c *conn) ended(from Side) {
	c.lane(from).done = true
	c.open--
	switch {
	case c.over:
	case c.open > 0:
		c.add(Event{Kind: HalfClosed, From: from})
		// If the other side is gone this fails, and its own direction notices.
		c.end(from.other()).CloseWrite()
	case c.refuses != Neither:
		c.breakOff(c.refuses)
	default:
		c.closed(from)
	}
}

// refused notes that a side accepts no more data. What it sent before may still
// be on its way, so its own direction goes on until it ends by itself. The lock is
// held.
func (c *conn) refused(by Side) {
	c.discard(by.other())
	c.lane(by.other()).done = true
	c.open--
	c.refuses = by
	if c.open == 0 {
		c.breakOff(by)
	}
}

// reset ends the connection because a side has reset it.
func (c *conn) reset(by Side) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if by == Server && !c.accepted {
		c.mu.Unlock()
		time.Sleep(lastWords)
		c.mu.Lock()
	}
	c.breakOff(by)
}

// breakOff records a reset and resets the other side, too. The lock is held.
func (c *conn) breakOff(by Side) {
	if c.finish(Reset, by) {
		c.end(by).Close()
		abort(c.end(by.other()))
	}
}

// close ends the connection because the tap is closed.
func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed(Neither)
}

// closed closes both connections because of a side, or of the tap. The lock is held.
func (c *conn) closed(by Side) {
	if c.finish(Closed, by) {
		c.client.Close()
		c.server.Close()
	}
}

// finish records the end of the connection, after which nothing more is recorded,
// and reports whether this was it. The lock is held.
func (c *conn) finish(kind Kind, by Side) bool {
	c.discard(Client)
	c.discard(Server)
	if c.add(Event{Kind: kind, From: by}) == 0 {
		return false
	}
	c.over = true
	c.wake.Broadcast()
	return true
}

// abort resets a connection. Unix sockets have no reset: there it closes the
// connection, and a side that still sends gets an error.
func abort(s stream) {
	if tcp, ok := s.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	s.Close()
}
