package supervise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// FolderPrefix begins the name of a run folder; a decimal number follows.
const FolderPrefix = "wallsockets-run-"

// LinkPrefix begins the name of a link in the run folder to a socket file elsewhere,
// which goes with the folder.
const LinkPrefix = "socket-"

// A Folder is a run folder: programs and sockets of a guide are in it. A lock on the
// folder itself shows that it is in use. The kernel releases the lock when its
// process ends, however it ends.
type Folder struct {
	Path string
	lock *os.File // nil on systems without such locks
}

// IsRunFolder reports whether path is a run folder of this user, by its name, mode
// and owner. Nothing else is ours to remove.
func IsRunFolder(path string) bool {
	number, ok := strings.CutPrefix(filepath.Base(path), FolderPrefix)
	if !ok || number == "" || strings.Trim(number, "0123456789") != "" {
		return false
	}
	info, err := os.Lstat(path)
	return err == nil && info.IsDir() && info.Mode().Perm() == 0o700 && isOwn(info)
}

// hasLinks reports whether sockets elsewhere are to be removed with the folder.
func (f *Folder) hasLinks() bool {
	found, _ := filepath.Glob(filepath.Join(f.Path, LinkPrefix+"*")) // the pattern is valid
	return found != nil
}

// Remove removes the folder with everything in it and releases the lock.
func (f *Folder) Remove() error {
	err := os.RemoveAll(f.Path)
	if f.lock != nil {
		f.lock.Close()
	}
	if err != nil {
		return fmt.Errorf("remove the run folder: %w", err)
	}
	return nil
}
