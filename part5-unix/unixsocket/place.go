//go:build unix

package unixsocket

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// checkFolder returns why the folder of path cannot hold a socket, or nil.
func checkFolder(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("listen on %s: there is no folder %s; make it "+
			"(mkdir -m 700), or choose another path", path, folder)
	case err != nil:
		return fmt.Errorf("listen on %s: %w; choose another path", path, err)
	case !info.IsDir():
		return fmt.Errorf("listen on %s: %s is %s, not a folder; "+
			"choose another path", path, folder, kind(info.Mode()))
	}
	return nil
}

// socketAt reports whether there is a socket file at path. Any other file is an
// error, because it is not ours to replace. So is a symbolic link, wherever it
// points: somebody else may have chosen that.
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
			"move it away, or choose another path", path, kind(info.Mode()))
	}
	return true, nil
}

// makeWay removes a stale socket from path: the file of a server that died
// before it could remove it. Unless it is certain that nobody listens there, it
// fails and changes nothing. The caller holds the lock, because a server that
// is bound but does not listen yet looks dead, and of two servers that start
// together one could remove the other's new file.
func makeWay(path string) error {
	found, err := socketAt(path)
	if err != nil || !found {
		return err
	}
	if isBound(path) {
		return fmt.Errorf("listen on %s: another program listens there; "+
			"stop it, or choose another path", path)
	}
	// Otherwise a connection attempt finds out. A live server sees a client
	// that connects and closes.
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	switch {
	// EAGAIN: it listens, but its queue is full (man page connect(2)). macOS
	// and the BSDs return ECONNREFUSED then, as if nobody listened.
	case err == nil, errors.Is(err, unix.EAGAIN):
		return fmt.Errorf("listen on %s: another program listens there; "+
			"stop it, or choose another path", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case !errors.Is(err, unix.ECONNREFUSED):
		return fmt.Errorf("listen on %s: cannot find out whether the "+
			"socket there is in use (%w); remove it if it is not, or "+
			"choose another path", path, err)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("remove the stale socket: %w; ask its owner to "+
			"do so, or choose another path", err)
	}
	return nil
}

// isBound reports whether a socket of a running program has that name, without
// connecting: that would end a server of one client, and a server that is about to
// listen would look dead. Linux lists the sockets, and state 01 is not a mere
// connection. Elsewhere, or if the name was relative, isBound cannot know.
func isBound(path string) bool {
	sockets, err := os.ReadFile("/proc/net/unix")
	if err != nil {
		return false
	}
	path, err = filepath.Abs(path)
	for line := range strings.Lines(string(sockets)) {
		// Num RefCount Protocol Flags Type St Inode Path
		fields := strings.Fields(line)
		if err == nil && strings.HasSuffix(line, " "+path+"\n") && fields[5] == "01" {
			return true
		}
	}
	return false
}

// removeIfSame removes the file at path if it still has the device and inode in
// info. Another file there stays.
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

// kind names a kind of file for an error.
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
