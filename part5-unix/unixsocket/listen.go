//go:build unix

package unixsocket

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Listener listens on a socket file. It is a net.Listener.
type Listener struct {
	ln   *net.UnixListener
	path string
	made fs.FileInfo // the socket file as bind made it
	lock *lock       // nil if the file is not ours: see Adopt

	detached *descriptor // the socket, once it is detached
	closing  sync.Once
	closed   error
}

// descriptor is an open file that the runtime does not watch.
type descriptor int

func (d *descriptor) Close() error { return unix.Close(int(*d)) }

// Listen creates the socket file path and listens on it. At no time can a user
// connect whom options do not let in, and a failure leaves nothing behind. This
// holds in a folder where other users cannot replace our files: one of our own,
// or a sticky one such as /tmp. A relative path starts at the working folder,
// which must not change until Close.
//
// Listen replaces a stale socket, which a killed server left behind. It fails
// and touches nothing if another server listens on path, if another kind of
// file is there, if path cannot name a socket (see CheckPath), if its folder is
// missing, or if options are invalid or not permitted.
func Listen(path string, options Options) (*Listener, error) {
	if err := CheckPath(path); err != nil {
		return nil, err
	}
	if err := options.Check(); err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	gid, err := lookupGroup(options.Group)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	if err := checkFolder(path); err != nil {
		return nil, err
	}
	// makeWay checks this again under the lock. Here it gives the better error:
	// about the file or folder, not about a lock that cannot be made beside it.
	if _, err := socketAt(path); err != nil {
		return nil, err
	}
	lock, err := acquireLock(path)
	if err != nil {
		return nil, err
	}
	l := &Listener{path: path, lock: lock}
	if err := l.listen(options.Mode, gid); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	return l, nil
}

// Adopt returns a Listener on a socket that listens already: another program made
// it, and this process inherited it as file. Adopt closes file, of which it makes a
// copy. It fails if file is not a stream socket that listens on a path.
//
// The path and its permissions are that program's business: Close leaves the
// socket file. While another process has the socket, clients can still connect.
func Adopt(file *os.File) (*Listener, error) {
	defer file.Close()
	listens, err := unix.GetsockoptInt(int(file.Fd()), unix.SOL_SOCKET,
		unix.SO_ACCEPTCONN)
	if err != nil {
		return nil, fmt.Errorf("adopt %s: %w", file.Name(), err)
	}
	ln, err := net.FileListener(file)
	if err != nil {
		return nil, fmt.Errorf("adopt %s: %w", file.Name(), err)
	}
	l, ok := ln.(*net.UnixListener)
	if ok && listens != 0 && l.Addr().Network() == "unix" {
		err = CheckPath(l.Addr().String())
	} else {
		err = errors.New("want a unix stream socket that listens")
	}
	if err != nil {
		ln.Close()
		return nil, fmt.Errorf("adopt %s: %w", file.Name(), err)
	}
	// Its Close leaves the file, because package net did not make it.
	return &Listener{ln: l}, nil
}

// listen does the work of Listen, with the lock held.
func (l *Listener) listen(mode Mode, gid int) error {
	if err := makeWay(l.path); err != nil {
		return err
	}
	fd, err := newSocket()
	if err != nil {
		return fmt.Errorf("make a socket: %w", err)
	}
	socket := os.NewFile(uintptr(fd), l.path)
	defer socket.Close() // net.FileListener makes a copy

	// On Linux bind gives its file the mode of the socket, less the umask.
	// On other systems this fails, and admit sets the mode.
	_ = unix.Fchmod(fd, uint32(mode))
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: l.path}); err != nil {
		return fmt.Errorf("bind a socket to %s: %w; choose another path",
			l.path, err)
	}
	l.made, err = os.Lstat(l.path)
	if err != nil {
		return fmt.Errorf("check the new socket: %w", err)
	}
	// Until listen, clients that try to connect get ECONNREFUSED.
	err = l.admit(mode, gid)
	if err == nil {
		err = l.open(socket)
	}
	if err != nil {
		return errors.Join(err, removeIfSame(l.path, l.made))
	}
	return nil
}

// admit sets the group of the file, and its mode if bind did not.
func (l *Listener) admit(mode Mode, gid int) error {
	if gid != noGroup {
		if err := os.Lchown(l.path, -1, gid); err != nil {
			return fmt.Errorf("give the socket to group %d: %w; only its "+
				"members and root can do that", gid, err)
		}
	}
	if l.made.Mode().Perm() != fs.FileMode(mode) {
		if err := os.Chmod(l.path, fs.FileMode(mode)); err != nil {
			return fmt.Errorf("give the socket mode %v: %w", mode, err)
		}
	}
	return nil
}

// open starts to listen.
func (l *Listener) open(socket *os.File) error {
	// The kernel lowers the backlog to its own maximum.
	err := unix.Listen(int(socket.Fd()), unix.SOMAXCONN)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", l.path, err)
	}
	ln, err := net.FileListener(socket)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", l.path, err)
	}
	l.ln = ln.(*net.UnixListener)
	// Go would remove any file that has the path by then, even another
	// server's (golang/go#11826). Close removes only ours.
	l.ln.SetUnlinkOnClose(false)
	return nil
}

// Accept waits for a client and returns its Conn. After Close the error is
// net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	conn, err := l.ln.AcceptUnix()
	if err != nil {
		return nil, err
	}
	return identify(conn), nil
}

// Detach returns the non-blocking descriptor of the listening socket, for a
// caller that accepts from it in place of Accept. It is valid until Close.
func (l *Listener) Detach() (fd int, err error) {
	raw, err := l.ln.SyscallConn()
	if err == nil {
		// Not ln.File: the runtime would watch that as well, and wake a thread
		// of its own for each client.
		controlErr := raw.Control(func(original uintptr) {
			fd, err = unix.FcntlInt(original, unix.F_DUPFD_CLOEXEC, 0)
		})
		err = errors.Join(controlErr, err)
	}
	if err != nil {
		return 0, fmt.Errorf("detach the listening socket: %w", err)
	}
	l.ln.Close()
	detached := descriptor(fd)
	l.detached = &detached
	return fd, nil
}

// SetDeadline makes Accept fail with os.ErrDeadlineExceeded from that time on.
// The zero value means never.
func (l *Listener) SetDeadline(t time.Time) error {
	return l.ln.SetDeadline(t)
}

// Addr returns the path as it was given to Listen or, if the socket was adopted,
// to bind.
func (l *Listener) Addr() net.Addr {
	return l.ln.Addr()
}

// Close stops listening and removes the lock and the socket file, unless another
// file has taken its place or the socket was adopted. Further calls only return
// the same error.
func (l *Listener) Close() error {
	l.closing.Do(func() {
		socket := io.Closer(l.ln)
		if l.detached != nil {
			socket = l.detached
		}
		if l.lock == nil {
			l.closed = socket.Close()
			return
		}
		// Remove the file first: while the socket is open, no other file
		// can get the inode number by which we know ours.
		err := removeIfSame(l.path, l.made)
		l.closed = errors.Join(err, socket.Close(), l.lock.release())
	})
	return l.closed
}
