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
	// dialTime is how long to try to reach the server. One that is gone
	// refuses at once; one whose queue is full gets time to come to it.
	dialTime = 30 * time.Second
	// dialPause is how long to wait if a socket file's queue is full. The
	// kernel makes clients of a port wait by itself.
	dialPause = 5 * time.Millisecond
	// acceptPause is how long to wait when no connection can be accepted,
	// most likely because there is no descriptor left.
	acceptPause = 100 * time.Millisecond
)

// Address is where a server listens, as in package net: "tcp" and
// "127.0.0.1:9998", or "unix" and "/tmp/myservicesocket".
type Address struct {
	Network, Address string
}

// Tap listens in the place of a server, connects to it once for each client,
// and records all that passes between the two.
type Tap struct {
	ln        net.Listener
	target    Address
	recording *Recording
	ctx       context.Context // done when the tap is closed
	cancel    context.CancelFunc
	tasks     sync.WaitGroup
}

// Listen starts a tap for the server at target. Network is "tcp", with an
// address of this machine only, such as 127.0.0.1:0, or "unix", with the path
// of a socket file that only the own user may open; it is made as the stages
// make theirs, and removed in the end. The server may start later than its
// tap. Call Close when done.
func Listen(network, address string, target Address, recording *Recording) (
	*Tap, error) {
	ln, err := listen(network, address)
	if err != nil {
		return nil, err
	}
	t := &Tap{ln: ln, target: target, recording: recording}
	t.ctx, t.cancel = context.WithCancel(context.Background())
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
				"give an address such as 127.0.0.1:0", address)
		}
		return net.Listen(network, address)
	}
	return nil, fmt.Errorf("listen on %q: there is no tap for network %q; "+
		"want tcp or unix", address, network)
}

// Addr returns where clients connect: an address and port, or a path.
func (t *Tap) Addr() string {
	return t.ln.Addr().String()
}

// StopAccepting closes the listening socket, for when the server is gone: the
// kernel refuses new clients, as it would without a tap. Connections that
// there are go on.
func (t *Tap) StopAccepting() {
	t.ln.Close() // a second time it fails, and is closed all the same
}

// Close stops accepting, ends the connections, and returns when nothing is
// recorded any more.
func (t *Tap) Close() {
	t.StopAccepting()
	t.cancel()
	t.tasks.Wait()
}

// accept takes clients until the listening socket is closed.
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

// serve connects a client with the server and stays until they are done.
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
	c.relay()
}

// peer says who a client is: the address of its port, or the process that
// opened the socket file.
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

// pause waits, but not longer than until the tap is closed.
func (t *Tap) pause(duration time.Duration) {
	select {
	case <-time.After(duration):
	case <-t.ctx.Done():
	}
}
