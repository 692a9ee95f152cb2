// Package raw is a client that sends exactly the bytes that one types: half a line,
// no newline, a zero byte, and then the end, a reset, or nothing. The guide and the
// command raw use it; a script has the words of package check/script.
package raw

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/wire"
)

// maxReceived is how many received bytes that nobody has taken are kept.
const maxReceived = 1 << 20

// Client is a connection. Several goroutines may call its methods at the same time.
type Client struct {
	conn    net.Conn
	updates chan struct{} // receives a signal when bytes or the end have come
	reading sync.WaitGroup

	mu       sync.Mutex
	received []byte // and not taken yet
	end      error  // how the stream ended: io.EOF or what Read returned
}

// Dial connects to a server.
func Dial(ctx context.Context, address wire.Address) (*Client, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, address.Network, address.Address)
	if err != nil {
		return nil, err
	}
	c := &Client{conn: conn, updates: make(chan struct{}, 1)}
	c.reading.Go(guard.Func(c.read))
	return c, nil
}

// read receives until the stream ends.
func (c *Client) read() {
	buffer := make([]byte, 16<<10)
	for {
		n, err := c.conn.Read(buffer)
		c.mu.Lock()
		c.received = append(c.received, buffer[:n]...)
		c.received = c.received[max(len(c.received)-maxReceived, 0):]
		c.end = err
		c.mu.Unlock()
		select {
		case c.updates <- struct{}{}:
		default: // the signal before this one is not taken yet
		}
		if err != nil {
			return
		}
	}
}

// Updates receives a signal when bytes or the end have come. One signal may stand
// for several updates. The channel is for one receiver.
func (c *Client) Updates() <-chan struct{} { return c.updates }

// Take returns what has come since the last call, and how the stream ended: nil if
// it has not, or io.EOF, or an error such as a reset. Of bytes that nobody takes it
// keeps the last 1 MiB.
func (c *Client) Take() (data []byte, end error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	data, c.received = c.received, nil
	return data, c.end
}

// Send sends bytes. It blocks as long as the other side does not read.
func (c *Client) Send(data []byte) error {
	_, err := c.conn.Write(data)
	return err
}

// giveUp makes sends fail, also one that is under way.
func (c *Client) giveUp() {
	_ = c.conn.SetWriteDeadline(time.Now()) // fails only if it is closed
}

// HalfClose sends the end of the stream. The client can still receive.
func (c *Client) HalfClose() error {
	return c.conn.(interface{ CloseWrite() error }).CloseWrite()
}

// Reset breaks the connection off. A unix socket has no reset: it is closed.
func (c *Client) Reset() {
	if tcp, ok := c.conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // fails only if it is closed
	}
	c.Close()
}

// Close closes the connection and waits until nothing more is received. Further
// calls do nothing.
func (c *Client) Close() {
	c.conn.Close()
	c.reading.Wait()
}

// errTime is about what did not come.
var errTime = errors.New("nothing more came in time")

// wait waits until done holds for what has come and was not taken, the stream ends,
// or the time is over. It takes size bytes of it, if there are so many.
func (c *Client) wait(ctx context.Context, done func(data []byte) (size int, ok bool)) (
	[]byte, error) {
	for {
		c.mu.Lock()
		size, ok := done(c.received)
		data, end := c.received, c.end
		if ok {
			c.received = data[size:]
		}
		c.mu.Unlock()
		switch {
		case ok:
			return data[:size], nil
		case errors.Is(end, io.EOF):
			return data, errors.New("the server closed the connection")
		case end != nil:
			return data, fmt.Errorf("the connection ended: %w", end)
		}
		select {
		case <-c.updates:
		case <-ctx.Done():
			return data, errTime
		}
	}
}

// pause waits for a time, and no longer than ctx.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
