//go:build unix

// Package dialer connects to unix sockets, each time from a process of its own.
//
// A server on a unix socket asks the kernel which process its client is, and gets
// the one that called connect. If the guide made all connections itself, the server
// would log the same process for each, and nobody could say which client a line is
// about. So for each connection another process calls connect: this executable,
// started again with an argument. It gets the socket by SCM_RIGHTS, connects it
// and exits; the guide has the socket open, too, and uses it. The server's log has
// a process number that belongs to this connection and no other.
//
// What it costs: to start this executable again takes some milliseconds, although
// the process exits before the guide's libraries initialize. So a few are kept
// ready, and no more than 50 a second are started: in a flood of clients most
// connections get none. A fork of the guide that only connects was the other
// candidate. It must not use Go's runtime in the child, and the guide pays for it
// afterwards: each page of its memory that it writes to is copied first.
package dialer

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"early/dial"

	"wallsockets/tui/internal/guard"
)

const (
	// ready is how many processes are kept ready.
	ready = 8
	// pace is the pause between the starts of two processes.
	pace = 20 * time.Millisecond
	// patience is how long a client waits for a process if none is ready.
	patience = 2 * time.Second
)

// Pool keeps processes ready. A nil Pool has none. Several goroutines may call its
// methods at the same time.
type Pool struct {
	ctx     context.Context // done when the pool is closed
	cancel  context.CancelFunc
	ready   chan *Process // closed when no more processes come
	waiters chan bool     // has an element for each client that waits
	tasks   sync.WaitGroup
}

// NewPool returns a pool whose processes start in the background. Call Close when
// done.
func NewPool() *Pool {
	p := &Pool{ready: make(chan *Process, ready), waiters: make(chan bool, ready)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.tasks.Go(guard.Func(p.fill))
	return p
}

// Close ends the processes that are ready and waits for all.
func (p *Pool) Close() {
	if p == nil {
		return
	}
	p.cancel()
	for process := range p.ready {
		process.door.Close()
	}
	p.tasks.Wait()
}

// fill starts processes until the pool is closed, or until one cannot be started.
func (p *Pool) fill() {
	defer close(p.ready)
	for started := 0; ; started++ {
		process, err := p.start()
		if err != nil {
			return
		}
		select {
		case p.ready <- process:
		case <-p.ctx.Done():
			process.door.Close()
			return
		}
		if started < ready {
			continue
		}
		select {
		case <-time.After(pace):
		case <-p.ctx.Done():
			return
		}
	}
}

// Take returns a process that is ready, waits for one if only a few others do, or
// returns nil: then the caller must connect itself.
func (p *Pool) Take(ctx context.Context) *Process {
	if p == nil {
		return nil
	}
	select {
	case process := <-p.ready:
		return process
	default:
	}
	select {
	case p.waiters <- true:
		defer func() { <-p.waiters }()
	default:
		return nil
	}
	select {
	case process := <-p.ready: // nil if it is closed
		return process
	case <-time.After(patience):
	case <-ctx.Done():
	}
	return nil
}

// Process is a process that connects once.
type Process struct {
	ID   int // as the kernel names it to a server
	door *net.UnixConn
}

// start starts a process and returns before it is ready for its message, which the
// kernel keeps for it.
func (p *Pool) start() (*Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	near, far, err := pair()
	if err != nil {
		return nil, err
	}
	defer far.Close()
	door, err := net.FileConn(near)
	near.Close() // FileConn has its own
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, dial.Argument)
	cmd.ExtraFiles = []*os.File{far} // descriptor dial.Door
	// In a group of its own ctrl+c does not reach it before the guide ends it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		door.Close()
		return nil, err
	}
	p.tasks.Go(guard.Func(func() { _ = cmd.Wait() })) // its answer says it all
	return &Process{cmd.Process.Pid, door.(*net.UnixConn)}, nil
}

// pair returns two connected sockets that no other program inherits.
func pair() (near, far *os.File, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("socketpair: %w", err)
	}
	syscall.CloseOnExec(pair[0])
	syscall.CloseOnExec(pair[1])
	return os.NewFile(uintptr(pair[0]), "door"), os.NewFile(uintptr(pair[1]), "door"), nil
}

// ErrEnded is the error of a process that has ended without an answer. The caller
// must connect itself.
var ErrEnded = errors.New("the process that connects has ended")

// Dial connects to the server at path from the process, which ends with it. If the
// server's queue is full it waits, until ctx ends.
func (p *Process) Dial(ctx context.Context, path string) (*net.UnixConn, error) {
	defer p.door.Close()
	defer context.AfterFunc(ctx, func() { p.door.Close() })()
	socket, err := newSocket()
	if err != nil {
		return nil, err
	}
	defer socket.Close() // FileConn has its own
	rights := syscall.UnixRights(int(socket.Fd()))
	if _, _, err := p.door.WriteMsgUnix([]byte(path), rights, nil); err != nil {
		return nil, ended(ctx)
	}
	answer := make([]byte, 4)
	if n, err := p.door.Read(answer); err != nil || n < len(answer) {
		return nil, ended(ctx)
	}
	if errno := syscall.Errno(binary.NativeEndian.Uint32(answer)); errno != 0 {
		return nil, &net.OpError{Op: "dial", Net: "unix",
			Addr: &net.UnixAddr{Name: path, Net: "unix"},
			Err:  os.NewSyscallError("connect", errno)}
	}
	conn, err := net.FileConn(socket)
	if err != nil {
		return nil, err
	}
	return conn.(*net.UnixConn), nil
}

// ended returns why there is no answer.
func ended(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return ErrEnded
}

// newSocket returns a socket that is not connected and that no other program
// inherits.
func newSocket() (*os.File, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	socket, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	syscall.CloseOnExec(socket)
	return os.NewFile(uintptr(socket), "socket"), nil
}
