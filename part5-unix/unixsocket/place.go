//go:build unix

package unixsocket

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// checkFolder reports why the folder of path cannot hold a socket.
func checkFolder(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("listen on %s: there is no folder %s; make it "+
			"(mkdir -m 700) or choose another path", path, folder)
	case err != nil:
		return fmt.Errorf("listen on %s: %w; choose another path", path, err)
	case !info.IsDir():
		return fmt.Errorf("listen on %s: %s is %s, not a folder; "+
			"choose another path", path, folder, kind(info.Mode()))
	}
	return nil
}

// socketAt tells whether there is a socket file at path. Anything else there
// is an error: it is not ours to replace. A symbolic link counts as what it
// is, never as what it points to, which somebody else may have chosen.
func socketAt(path string) (bool, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("listen on %s: %w; choose another path",
			path, err)
	case info.Mode().Type() != fs.ModeSocket:
		return false, fmt.Errorf("listen on %s: %s is there, not a socket; "+
			"move it away or choose another path", path, kind(info.Mode()))
	}
	return true, nil
}

// makeWay removes a stale socket from path: the file of a server that died
// before it could remove it. It fails, and leaves path as it was, unless it
// is certain that nobody listens there. Call it with the lock held: it takes
// a server that is bound and does not listen yet for dead, and two starting
// servers could both remove the file, the second one the first one's new.
func makeWay(path string) error {
	found, err := socketAt(path)
	if err != nil || !found {
		return err
	}
	// Only an attempt tells. A server that lives sees a client that leaves.
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	switch {
	// EAGAIN: it listens, and its backlog is full (man page connect(2)).
	// macOS and the BSDs say ECONNREFUSED then, as if nobody listened.
	case err == nil, errors.Is(err, unix.EAGAIN):
		return fmt.Errorf("listen on %s: another program listens there; "+
			"stop it or choose another path", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case !errors.Is(err, unix.ECONNREFUSED):
		return fmt.Errorf("listen on %s: cannot tell whether the socket "+
			"there is in use (%w); remove it yourself if it is not, or "+
			"choose another path", path, err)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("remove the stale socket: %w; ask its owner to "+
			"do so or choose another path", err)
	}
	return nil
}

// removeIfSame removes the file at path if it is still the one that info
// describes: same device, same inode. Another file there stays.
func removeIfSame(path string, info fs.FileInfo) error {
	now, err := os.Lstat(path)
	if err == nil && os.SameFile(info, now) {
		err = os.Remove(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// kind names what an error is about.
func kind(mode fs.FileMode) string {
	switch mode.Type() {
	case 0:
		return "a regular file"
	case fs.ModeDir:
		return "a folder"
	case fs.ModeSymlink:
		return "a symbolic link"
	case fs.ModeNamedPipe:
		return "a named pipe"
	case fs.ModeSocket:
		return "a socket"
	default:
		return "a device"
	}
}
