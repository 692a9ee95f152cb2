//go:build unix

package check

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// sighting is what a file was like at a moment. The change time moves with each
// change of the mode, and the inode with most new files of the same name.
type sighting struct {
	mode    fs.FileMode // its permissions; 0 if there is no file
	inode   uint64
	changed unix.Timespec
}

func lookAt(name string) sighting {
	var stat unix.Stat_t
	if unix.Lstat(name, &stat) != nil {
		return sighting{}
	}
	return sighting{fs.FileMode(stat.Mode).Perm(), stat.Ino, stat.Ctim}
}
