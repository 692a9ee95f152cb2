package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"wallsockets/part5-unix/unixsocket"
	"wallsockets/tui/internal/guard"
)

const (
	// dialTime is how long to try to connect to the server. One that is gone
	// refuses at once; one whose queue is full gets time to accept.
	dialTime = 30 * time.Second
	// dialPause is how long to wait if the queue of a unix socket is full. On
	// a port the kernel itself makes clients wait.
	dialPause = 5 * time.Millisecond
	// acceptPause is how long to wait if accept fails, most likely because the
	// process has run out of descriptors.
	acceptPause = 100 * time.Millisecond
)

// Address is where a server listens, as in package net: "tcp" and
// "127.0.0.1:9998", or "unix" and "/tmp/myservicesocket".
type Address struct {
	Network, Address string
}

// Options say what a tap must know of its server.
type Options struct {
	// Once: the server accepts only its first client. The tap goes by that where
	// the kernel cannot be asked whether a connection is accepted.
	Once bool
}

// Tap listens in place of a server, connects to it for each client, and records
// everything that passes between the two.
type Tap struct {
	ln        net.Listener
	target    Address
	options   Options
	recording *Recording
	queue     *queue
	ctx       context.Context // done when the tap is closed
	cancel    context.CancelFunc
	tasks     sync.WaitGroup
}

// Listen starts a tap for the server at target. Network is "tcp", with a loopback
// address such as 127.0.0.1:0, or "unix", with the path of a socket file. Only
// this user may open the file, and Close removes it. The server may start later
// than its tap. Call Close when done.
func Listen(network, address string, target Address, recording *Recording,
	options Options) (*Tap, error) {
	ln, err := listen(network, address)
	if err != nil {
		return nil, err
	}
	t := &Tap{ln: ln, target: target, options: options, recording: recording}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	t.queue = newQueue(t.ctx, options.Once)
	t.tasks.Go(guard.Func(t.accept))
	return t, nil
}

// listen opens the tap's own socket.
func listen(network, address string) (net.Listener, error) {
	switch network {
	case "unix":
		return unixsocket.Listen(address, unixsocket.Options{Mode: 0o600})
	case "tcp":
		own, err := netip.ParseAddrPort(address)
		if err != nil || !own.Addr().IsLoopback() {
			return nil, fmt.Errorf("listen on %q: a tap is for this machine only; "+
				"want an address such as 127.0.0.1:0", address)
		}
		return net.Listen(network, address)
	}
	return nil, fmt.Errorf("listen on %q: there is no tap for network %q; "+
		"want tcp or unix", address, network)
}

// Addr returns the address for clients: a host and port, or a path.
func (t *Tap) Addr() string {
	return t.ln.Addr().String()
}

// StopAccepting closes the listening socket when the server is gone, so that the
// kernel refuses new clients as it would without a tap. Open connections go on.
func (t *Tap) StopAccepting() {
	t.ln.Close() // fails if it is closed already, which is fine
}

// Close stops accepting and ends the connections. After it returns nothing more
// is recorded.
func (t *Tap) Close() {
	t.StopAccepting()
	t.cancel()
	t.tasks.Wait()
	t.queue.close()
}

// accept accepts clients until the listening socket is closed.
func (t *Tap) accept() {
	for {
		client, err := t.ln.Accept()
		switch {
		case err == nil:
			t.tasks.Go(guard.Func(func() { t.serve(client.(stream)) }))
		case errors.Is(err, net.ErrClosed):
			return
		default:
			t.recording.Add(Event{Kind: Failed, Reason: err.Error()})
			t.pause(acceptPause)
		}
	}
}

// serve connects a client to the server and returns when they are done.
func (t *Tap) serve(client stream) {
	number := t.recording.Connection()
	t.recording.Add(Event{Conn: number, Kind: Connected, From: Client,
		Peer: peer(client)})
	server, err := t.dial()
	if err != nil {
		failed := Event{Conn: number, Kind: Failed, From: Server, Reason: err.Error()}
		if t.ctx.Err() != nil {
			failed = Event{Conn: number, Kind: Closed} // not the server's fault
		}
		t.recording.Add(failed)
		abort(client)
		return
	}
	c := &conn{number: number, recording: t.recording, client: client,
		server: server, open: 2}
	defer context.AfterFunc(t.ctx, c.close)()
	t.queue.admit(c)
	c.relay()
}

// peer returns who a client is: its address and port, or on a unix socket its
// user and process.
func peer(client stream) string {
	if process, err := unixsocket.PeerOf(client); err == nil {
		return process.String()
	}
	return client.RemoteAddr().String()
}

// dial connects to the server.
func (t *Tap) dial() (stream, error) {
	ctx, cancel := context.WithTimeout(t.ctx, dialTime)
	defer cancel()
	var dialer net.Dialer
	for {
		server, err := dialer.DialContext(ctx, t.target.Network, t.target.Address)
		if err == nil {
			return server.(stream), nil
		}
		if !errors.Is(err, syscall.EAGAIN) || ctx.Err() != nil {
			return nil, err
		}
		t.pause(dialPause)
	}
}

// pause waits for the duration or until the tap is closed.
func (t *Tap) pause(duration time.Duration) {
	select {
	case <-time.After(duration):
	case <-t.ctx.Done():
	}
}
