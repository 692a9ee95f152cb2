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

// lock makes its holder the only server on a path, among all servers that use
// this package. The kernel releases it when the process ends, however it ends,
// so a lock is never stale (man page flock(2)).
type lock struct {
	file *os.File // PATH.lock, with the process ID of its holder
	info fs.FileInfo
}

// acquireLock takes the lock of path without waiting. It fails if another
// server holds the lock, or if PATH.lock is not a file of this package.
func acquireLock(path string) (*lock, error) {
	name := path + ".lock"
	// Each further attempt means that a server has just ended.
	for range 100 {
		l, err := openLock(name)
		if err != nil {
			return nil, err
		}
		err = unix.Flock(int(l.file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EWOULDBLOCK):
			err = fmt.Errorf("another server listens on %s%s; stop it, or "+
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
		// The last holder removed the file after openLock opened it. The
		// lock of a removed file keeps nobody out.
	}
	return nil, fmt.Errorf("lock %s: other servers keep removing it; "+
		"choose another path", name)
}

// openLock opens or creates a lock file. It checks that the file is one,
// because other programs use such names too (Cargo.lock, yarn.lock), and we
// overwrite and remove ours.
func openLock(name string) (*lock, error) {
	// Without NOFOLLOW, somebody's symbolic link could choose the file.
	file, err := os.OpenFile(name,
		os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("open the lock file: %w; it or its folder "+
			"belongs to another user; choose another path", err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w; move away what is "+
			"there, or choose another path", err)
	}
	info, err := file.Stat()
	if err == nil && !isLock(file, info) {
		err = fmt.Errorf("lock %s: this is not a lock file; move it away, "+
			"or choose another path", name)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &lock{file, info}, nil
}

// isLock reports whether a file holds a process ID or nothing yet.
func isLock(file *os.File, info fs.FileInfo) bool {
	if !info.Mode().IsRegular() || info.Size() > 20 {
		return false
	}
	text := readStart(file)
	_, err := strconv.ParseUint(text, 10, 64)
	return text == "" || err == nil
}

// isNamed reports whether the locked file still has its name.
func (l *lock) isNamed() bool {
	now, err := os.Lstat(l.file.Name())
	return err == nil && os.SameFile(l.info, now)
}

// holder names the process that holds the lock, if it has signed it.
func (l *lock) holder() string {
	pid := readStart(l.file)
	if pid == "" {
		return ""
	}
	return " (process " + pid + ")"
}

// sign writes the number of this process into the lock file. An error is
// harmless: the lock holds, and only the next server's message lacks the ID.
func (l *lock) sign() {
	if l.file.Truncate(0) == nil {
		_, _ = l.file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
}

// release removes the lock file before it gives up the lock. Otherwise it could
// remove the next server's file.
func (l *lock) release() error {
	return errors.Join(removeIfSame(l.file.Name(), l.info), l.file.Close())
}

// readStart returns the first 20 bytes of a lock file without their white space.
func readStart(file *os.File) string {
	// On an error the file counts as empty: it has no process ID.
	start, _ := io.ReadAll(io.NewSectionReader(file, 0, 20))
	return strings.TrimSpace(string(start))
}
