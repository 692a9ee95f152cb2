package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"wallsockets/part5-unix/unixsocket"
	"wallsockets/tui/internal/dialer"
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

// AddressOf returns the address that text is: the path of a socket file if it has a slash
// or begins with @, or else HOST:PORT; what has no port is a path, too.
func AddressOf(text string) Address {
	_, _, err := net.SplitHostPort(text)
	if err != nil || strings.HasPrefix(text, "@") || strings.Contains(text, "/") {
		return Address{"unix", text}
	}
	return Address{"tcp", text}
}

// Options say what a tap must know of its server.
type Options struct {
	// Once: the server accepts only its first client. The tap goes by that where
	// the kernel cannot be asked whether a connection is accepted.
	Once bool
	// Own returns the processes that are most likely clients. It may be nil.
	Own func() []int
	// Dialers connect to a server on a unix socket, so that the server sees
	// another process for each client. Without one it sees this process.
	Dialers *dialer.Pool
	// Replaces is an earlier tap that records in the same recording, and is closed. Its
	// Hands go on with what they hold and their rules, and its socket if Keep kept it;
	// then the address to listen on is ignored. nil: none.
	Replaces *Tap
}

// Tap listens in place of a server, connects to it for each client, and records
// everything that passes between the two.
type Tap struct {
	ln        net.Listener
	target    Address
	options   Options
	recording *Recording
	hands     *Hands
	kernel    *kernel // nil: this system cannot be asked
	queue     *queue
	search    *search
	dialling  atomic.Int32    // connections that the server may see, without their Relay
	ctx       context.Context // done when the tap is closed
	cancel    context.CancelFunc
	tasks     sync.WaitGroup

	mu     sync.Mutex
	closed bool // the listening socket is, or it is another tap's
	kept   bool // it stays open for the next tap
}

// Listen starts a tap for the server at target. Network is "tcp", with a loopback
// address such as 127.0.0.1:0, or "unix", with the path of a socket file. Only
// this user may open the file, and Close removes it. The server may start later
// than its tap. Call Close when done.
func Listen(network, address string, target Address, recording *Recording,
	options Options) (*Tap, error) {
	t := &Tap{target: target, options: options, recording: recording}
	if before := options.Replaces; before != nil {
		t.ln, t.hands = before.takeKept(), before.hands
	} else {
		t.hands = &Hands{conns: make(map[int]*conn)}
	}
	if t.ln == nil {
		var err error
		if t.ln, err = listen(network, address); err != nil {
			return nil, err
		}
	}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	if options.Own == nil {
		t.options.Own = func() []int { return nil }
	}
	t.kernel = openKernel()
	t.queue = &queue{ctx: t.ctx, kernel: t.kernel, once: options.Once}
	t.search = &search{ctx: t.ctx, kernel: t.kernel, recording: recording,
		own: t.options.Own}
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
			return nil, fmt.Errorf("listen on %q: the relay is for this machine only; "+
				"want an address such as 127.0.0.1:0", address)
		}
		return net.Listen(network, address)
	}
	return nil, fmt.Errorf("listen on %q: there is no relay for network %q; "+
		"want tcp or unix", address, network)
}

// Addr returns the address for clients: a host and port, or a path.
func (t *Tap) Addr() string {
	return t.ln.Addr().String()
}

// Hands returns what interferes with the messages that pass.
func (t *Tap) Hands() *Hands { return t.hands }

// StopAccepting closes the listening socket when the server is gone, so that the
// kernel refuses new clients as it would without a tap. Open connections go on.
func (t *Tap) StopAccepting() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed && !t.kept {
		t.closed = true
		t.ln.Close() // an error would change nothing
	}
}

// Keep stops accepting, too, but keeps the socket for the tap that replaces this one: so
// no other program gets the address, and clients that connect wait for that tap. It does
// nothing if the socket is closed.
func (t *Tap) Keep() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ln, can := t.ln.(interface{ SetDeadline(time.Time) error }); can && !t.closed {
		t.kept = ln.SetDeadline(time.Now()) == nil
	}
}

// takeKept returns the socket that was kept, ready to accept, once, or nil.
func (t *Tap) takeKept() net.Listener {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.kept {
		return nil
	}
	t.kept, t.closed = false, true                                                // for this tap
	_ = t.ln.(interface{ SetDeadline(time.Time) error }).SetDeadline(time.Time{}) // Keep's did not fail
	return t.ln
}

// Close stops accepting and ends the connections. It closes the socket unless Keep was
// called. After it returns nothing more
// is recorded.
func (t *Tap) Close() {
	t.StopAccepting()
	t.cancel()
	t.tasks.Wait()
	t.queue.rounds.Wait()
	t.search.searches.Wait()
	if t.kernel != nil {
		t.kernel.close()
	}
}

// accept accepts clients until the listening socket is closed.
func (t *Tap) accept() {
	for {
		client, err := t.ln.Accept()
		switch {
		case err == nil:
			t.tasks.Go(guard.Func(func() { t.serve(client.(stream)) }))
		case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrDeadlineExceeded):
			return // StopAccepting, or Keep
		default:
			t.recording.Add(Event{Kind: Failed, Reason: err.Error()})
			t.pause(acceptPause)
		}
	}
}

// serve connects a client to the server and returns when they are done.
func (t *Tap) serve(client stream) {
	number := t.recording.Connection()
	who, inode := t.search.who(client)
	t.recording.Add(Event{Conn: number, Kind: Connected, From: Client, Peer: who.peer()})
	if who.group != 0 { // the event's text does not have it
		t.recording.Identify(number, func(c *Conn) { c.group = who.group })
	}
	if inode != 0 {
		t.search.find(number, inode)
	}
	server, err := t.dial(number)
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
	t.hands.open(c)
	defer t.hands.closed(c)
	defer context.AfterFunc(t.ctx, c.close)()
	t.queue.admit(c)
	c.relay()
}

// dial connects to the server, and notes what the server sees of it.
func (t *Tap) dial(number int) (stream, error) {
	ctx, cancel := context.WithTimeout(t.ctx, dialTime)
	defer cancel()
	if t.target.Network == "tcp" {
		// The port is known only afterwards; the server may be faster.
		t.dialling.Add(1)
		defer t.dialling.Add(-1)
		server, err := t.connect(ctx)
		if err == nil {
			t.seen(number, server.LocalAddr().String())
		}
		return server, err
	}
	if process := t.options.Dialers.Take(ctx); process != nil {
		t.seen(number, fmt.Sprintf("process %d", process.ID))
		server, err := process.Dial(ctx, t.target.Address)
		if !errors.Is(err, dialer.ErrEnded) {
			return server, err
		}
	}
	t.seen(number, fmt.Sprintf("process %d", os.Getpid()))
	return t.connect(ctx)
}

// seen notes what the server sees in the place of a client.
func (t *Tap) seen(number int, relay string) {
	t.recording.Identify(number, func(c *Conn) { c.Relay = relay })
}

// Dialling reports whether the server may see a connection whose Relay is not
// known yet.
func (t *Tap) Dialling() bool { return t.dialling.Load() > 0 }

// connect connects to the server from this process.
func (t *Tap) connect(ctx context.Context) (stream, error) {
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
