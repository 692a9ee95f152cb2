package runner

import (
	"os"

	"golang.org/x/sys/unix"
)

// runtimeFolders returns the user's folder for sockets and the like, if there is
// one and programs can be executed there.
func runtimeFolders() []string {
	parent := os.Getenv("XDG_RUNTIME_DIR")
	var stat unix.Statfs_t
	if parent == "" || unix.Statfs(parent, &stat) != nil ||
		stat.Flags&unix.MS_NOEXEC != 0 {
		return nil
	}
	return []string{parent}
}
