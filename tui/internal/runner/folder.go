package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// folderPrefix begins the name of a run folder; os.MkdirTemp adds a number.
const folderPrefix = "wallsockets-run-"

var folderName = regexp.MustCompile(`^` + folderPrefix + `[0-9]+$`)

const (
	// maxSocket is the longest socket path that all systems accept.
	maxSocket = 103
	// socketRoom is the length of that for a name in the run folder.
	socketRoom = 20
	// maxNumber is the length of the longest number that MkdirTemp appends.
	maxNumber = len("4294967295")
)

// folder is a run folder. A lock on the folder itself shows that it is in use.
// The kernel releases the lock when its process ends, however it ends.
type folder struct {
	path string
	lock *os.File
}

// newFolder makes a run folder in the first parent where it can.
func newFolder() (*folder, error) {
	err := errors.New("make a run folder: no folder for temporary files " +
		"has a name short enough; set TMPDIR to one")
	for _, parent := range parents() {
		// Another guide's sweep may remove the folder before it is locked.
		for range 100 {
			var path string
			path, err = os.MkdirTemp(parent, folderPrefix)
			if err != nil {
				err = fmt.Errorf("make a run folder: %w", err)
				break
			}
			var f *folder
			if f, err = lockFolder(path, false); err == nil {
				return f, nil
			}
			_ = os.Remove(path)
		}
	}
	return nil, err
}

// parents returns the folders where run folders may be, the best one first.
func parents() []string {
	var found []string
	candidates := append(runtimeFolders(), os.TempDir(), "/tmp")
	for _, parent := range candidates {
		length := len(parent) + len("/") + len(folderPrefix) + maxNumber +
			len("/") + socketRoom
		if filepath.IsAbs(parent) && length <= maxSocket &&
			!slices.Contains(found, parent) {
			found = append(found, parent)
		}
	}
	return found
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
			if !isRunFolder(path) {
				continue
			}
			if f, err := lockFolder(path, true); err == nil {
				_ = f.remove()
			}
		}
	}
}

// isRunFolder reports whether path is a run folder of this user, by its name,
// mode and owner. Nothing else is ours to remove.
func isRunFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir() && info.Mode().Perm() == 0o700 &&
		folderName.MatchString(filepath.Base(path)) && isOwn(info)
}

// remove removes the folder with everything in it, and the guide's sockets elsewhere,
// and releases the lock.
func (f *folder) remove() error {
	f.removeSockets()
	err := os.RemoveAll(f.path)
	if f.lock != nil {
		f.lock.Close()
	}
	if err != nil {
		return fmt.Errorf("remove the run folder: %w", err)
	}
	return nil
}
