package wire

import (
	"io"
	"net"
	"sync"

	"wallsockets/tui/internal/guard"
)

// bufferSize is how much of one direction can be under way in the tap. A side
// that is slow to read so holds up the other, as it would without a tap.
const bufferSize = 16 << 10

var buffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// stream is a connection of which one half can be closed: TCP or a socket file.
type stream interface {
	net.Conn
	CloseWrite() error
}

// conn is a client's connection to the tap, and the tap's to the server.
type conn struct {
	number         int
	recording      *Recording
	client, server stream

	mu      sync.Mutex
	open    int  // directions that have not ended
	refuses Side // who refuses what it is sent, if somebody does
	over    bool // nothing more is recorded
}

// relay passes everything on, in both directions, until both have ended.
func (c *conn) relay() {
	var answers sync.WaitGroup
	answers.Go(guard.Func(func() { c.pass(Server) }))
	c.pass(Client)
	answers.Wait()
}

// pass passes on what one side sends. Each read is an event, recorded before
// the bytes go on: so a question always stands before its answer.
func (c *conn) pass(from Side) {
	buffer := buffers.Get().(*[bufferSize]byte)
	defer buffers.Put(buffer)
	source, sink := c.end(from), c.end(from.other())
	for {
		n, err := source.Read(buffer[:])
		if n > 0 {
			if !c.record(Event{Kind: Data, From: from, Data: buffer[:n]}) {
				return
			}
			if _, err := sink.Write(buffer[:n]); err != nil {
				c.refused(from.other())
				return
			}
		}
		if err == io.EOF {
			c.ended(from)
			return
		}
		if err != nil {
			c.reset(from)
			return
		}
	}
}

// end is the tap's connection to a side.
func (c *conn) end(side Side) stream {
	if side == Client {
		return c.client
	}
	return c.server
}

// record adds an event, unless the connection is over.
func (c *conn) record(e Event) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.add(e)
}

// add does the work of record, with the lock held.
func (c *conn) add(e Event) bool {
	if c.over {
		return false
	}
	e.Conn = c.number
	c.recording.Add(e)
	return true
}

// ended tells the other side that this one sends no more.
func (c *conn) ended(from Side) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	switch {
	case c.over:
	case c.open > 0:
		c.add(Event{Kind: HalfClosed, From: from})
		// It fails if the other side is gone, which its direction finds out.
		c.end(from.other()).CloseWrite()
	case c.refuses != Neither:
		c.breakOff(c.refuses)
	default:
		c.add(Event{Kind: Closed, From: from})
		c.over = true
		c.client.Close()
		c.server.Close()
	}
}

// refused notes that a side takes no more. What it sent before may be on its
// way: so its own direction is left to end, which it does at once if the side
// is gone.
func (c *conn) refused(by Side) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	c.refuses = by
	if c.open == 0 {
		c.breakOff(by)
	}
}

// reset ends the connection because a side broke it off.
func (c *conn) reset(by Side) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.breakOff(by)
}

// breakOff lets the other side see a reset, too. The lock is held.
func (c *conn) breakOff(by Side) {
	if !c.add(Event{Kind: Reset, From: by}) {
		return
	}
	c.over = true
	c.end(by).Close()
	abort(c.end(by.other()))
}

// close ends the connection because the tap is closed.
func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.add(Event{Kind: Closed}) {
		c.over = true
		c.client.Close()
		c.server.Close()
	}
}

// abort closes a connection by a reset. A socket file knows none: there it is
// closed, and only who still sends something sees more than an end.
func abort(s stream) {
	if tcp, ok := s.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	s.Close()
}
