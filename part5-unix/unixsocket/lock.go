//go:build unix

package unixsocket

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// lock makes its holder the only server of a path, among those that use
// this package. The kernel keeps it with the open file: it ends with the
// process, however that ends, so that a lock is never stale.
type lock struct {
	file *os.File // PATH.lock; it holds the process number of the holder
}

// acquireLock takes the lock of path. It does not wait: it fails if another
// server has the lock, and if PATH.lock is not a file of this package.
func acquireLock(path string) (*lock, error) {
	name := path + ".lock"
	// A second round follows only after a server has removed its lock.
	for range 100 {
		file, err := openLock(name)
		if err != nil {
			return nil, err
		}
		err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = fmt.Errorf("another server listens on %s%s; stop it or "+
				"choose another path", path, holder(file))
			return nil, errors.Join(err, file.Close())
		}
		if err != nil {
			err = fmt.Errorf("lock %s: %w", name, err)
			return nil, errors.Join(err, file.Close())
		}
		// Its last holder may have removed the file after it was opened
		// here. A lock on a file without a name keeps nobody out.
		info, err := file.Stat()
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		now, err := os.Lstat(name)
		if err == nil && os.SameFile(info, now) {
			writeHolder(file)
			return &lock{file}, nil
		}
		file.Close()
	}
	return nil, fmt.Errorf("lock %s: it changes all the time; choose "+
		"another path", name)
}

// openLock opens or makes a lock file, and checks that it is one: some other
// program may call its own file so, and a lock is overwritten and removed.
func openLock(name string) (*os.File, error) {
	// Without NOFOLLOW a planted symbolic link would choose the file.
	flags := os.O_RDWR | os.O_CREATE | unix.O_NOFOLLOW
	file, err := os.OpenFile(name, flags, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("open the lock file: %w; it or its folder "+
			"belongs to another user: choose another path", err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w; move it away or "+
			"choose another path", err)
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		text, ok := readHolder(file)
	}
}
