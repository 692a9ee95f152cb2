//go:build unix

package supervise

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// LockFolder locks a run folder: shared with the other processes of a guide, or
// alone to remove it. It does not wait, and fails if path is gone. The lock also
// keeps systemd from cleaning the folder up.
func LockFolder(path string, alone bool) (*Folder, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	how := unix.LOCK_SH
	if alone {
		how = unix.LOCK_EX
	}
	err = unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
	if err == nil && !isNamed(file) {
		// The last owner of the lock has removed the folder.
		err = &fs.PathError{Op: "lock", Path: path, Err: fs.ErrNotExist}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &Folder{path, file}, nil
}

// isNamed reports whether an open file still has its name.
func isNamed(file *os.File) bool {
	opened, err := file.Stat()
	named, err2 := os.Lstat(file.Name())
	return errors.Join(err, err2) == nil && os.SameFile(opened, named)
}

// RemoveIfLast removes the folder if no other process has it locked.
func (f *Folder) RemoveIfLast() {
	// The kernel releases the shared lock before it tries the exclusive one,
	// so if several processes do this at once the last one succeeds.
	err := unix.Flock(int(f.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == nil && isNamed(f.lock) && IsRunFolder(f.Path) {
		_ = f.Remove() // nobody is left to report an error to
	}
}

// awaitLast waits until no other process has the folder locked, or until they all
// must have ended. A dying guide closes its lifeline a moment before its lock, so
// the cleaner may still find the lock when it sees the end of the lifeline. Other
// supervisors need not wait; the cleaner, which removes the folder, must.
func (f *Folder) awaitLast() {
	for end := time.Now().Add(StopGrace); time.Now().Before(end); time.Sleep(groupPoll) {
		if unix.Flock(int(f.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil {
			return
		}
	}
}

// isOwn reports whether a file belongs to this user.
func isOwn(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
