package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"early/supervise"
)

const (
	// maxSocket is the longest socket path that all systems accept.
	maxSocket = 103
	// socketRoom is the length of that for a name in the run folder.
	socketRoom = 20
	// maxNumber is the length of the longest number that MkdirTemp appends.
	maxNumber = len("4294967295")
)

// newFolder makes a run folder in the first parent where it can.
func newFolder() (*supervise.Folder, error) {
	err := errors.New("make a run folder: no folder for temporary files " +
		"has a name short enough; set TMPDIR to one")
	for _, parent := range parents() {
		// Another guide's sweep may remove the folder before it is locked.
		for range 100 {
			var path string
			path, err = os.MkdirTemp(parent, supervise.FolderPrefix)
			if err != nil {
				err = fmt.Errorf("make a run folder: %w", err)
				break
			}
			var f *supervise.Folder
			if f, err = supervise.LockFolder(path, false); err == nil {
				return f, nil
			}
			_ = os.Remove(path)
		}
	}
	return nil, err
}

// parents returns the folders where run folders may be, the best one first. Those where
// no program can be executed come last: there one can still read.
func parents() []string {
	var found, noExec []string
	for _, parent := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		length := len(parent) + len("/") + len(supervise.FolderPrefix) + maxNumber +
			len("/") + socketRoom
		switch {
		case !filepath.IsAbs(parent) || length > maxSocket || slices.Contains(found, parent):
		case isNoExec(parent):
			noExec = append(noExec, parent)
		default:
			found = append(found, parent)
		}
	}
	return append(found, noExec...)
}

// sweep removes the idle run folders. It ignores errors: what it cannot remove
// stays for the next time.
func sweep() {
	for _, parent := range parents() {
		entries, err := os.ReadDir(parent)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			path := filepath.Join(parent, entry.Name())
			if !supervise.IsRunFolder(path) {
				continue
			}
			if f, err := supervise.LockFolder(path, true); err == nil {
				removeSockets(path)
				_ = f.Remove()
			}
		}
	}
}
