//go:build unix

package unixsocket

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// lock makes its holder the only server of a path, among all that use this
// package. The kernel keeps it with the open file and ends it with the
// process, however that dies: a lock is never stale (man page flock(2)).
type lock struct {
	file *os.File // PATH.lock; it holds its holder's process number
	info fs.FileInfo
}

// acquireLock takes the lock of path. It does not wait: it fails if another
// server holds the lock, and if PATH.lock is not what this package writes.
func acquireLock(path string) (*lock, error) {
	name := path + ".lock"
	// Each further attempt means that a server just ended.
	for range 100 {
		l, err := openLock(name)
		if err != nil {
			return nil, err
		}
		err = unix.Flock(int(l.file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EWOULDBLOCK):
			err = fmt.Errorf("another server listens on %s%s; stop it or "+
				"choose another path", path, l.holder())
		case err != nil:
			err = fmt.Errorf("lock %s: %w", name, err)
		case l.isNamed():
			l.sign()
			return l, nil
		}
		l.file.Close()
		if err != nil {
			return nil, err
		}
		// The last holder removed the file after openLock opened it, and
		// the lock of a file without a name keeps nobody out.
	}
	return nil, fmt.Errorf("lock %s: others keep removing it; choose "+
		"another path", name)
}

// openLock opens or makes a lock file. It checks that it is one, because
// another program may call a file of its own so (Cargo.lock, yarn.lock),
// and ours is overwritten and removed.
func openLock(name string) (*lock, error) {
	// Without NOFOLLOW a symbolic link planted here would choose the file.
	file, err := os.OpenFile(name,
		os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("open the lock file: %w; it or its folder "+
			"belongs to another user: choose another path", err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w; move away what is "+
			"there or choose another path", err)
	}
	info, err := file.Stat()
	if err == nil && !isLock(file, info) {
		err = fmt.Errorf("lock %s: this file is something else; move it "+
			"away or choose another path", name)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &lock{file, info}, nil
}

// isLock tells whether a file holds a process number or nothing yet.
func isLock(file *os.File, info fs.FileInfo) bool {
	if !info.Mode().IsRegular() || info.Size() > 20 {
		return false
	}
	text := readStart(file)
	_, err := strconv.ParseUint(text, 10, 64)
	return text == "" || err == nil
}

// isNamed tells whether the file that was locked still has its name.
func (l *lock) isNamed() bool {
	now, err := os.Lstat(l.file.Name())
	return err == nil && os.SameFile(l.info, now)
}

// holder names the process that holds the lock, if it has signed already.
func (l *lock) holder() string {
	pid := readStart(l.file)
	if pid == "" {
		return ""
	}
	return " (process " + pid + ")"
}

// sign writes the number of this process into the lock file. An error does
// no harm: the lock holds, and only the hint for the next server is missing.
func (l *lock) sign() {
	if l.file.Truncate(0) == nil {
		_, _ = l.file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
}

// release removes the lock file, then gives up the lock. The other way round
// the file removed could already be the next server's.
func (l *lock) release() error {
	return errors.Join(removeIfSame(l.file.Name(), l.info), l.file.Close())
}

// readStart returns the first line of a lock file, cut at 20 bytes.
func readStart(file *os.File) string {
	// What cannot be read counts as empty: then there is no number in it.
	start, _ := io.ReadAll(io.NewSectionReader(file, 0, 20))
	return strings.TrimSpace(string(start))
}
