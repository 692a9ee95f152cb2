package runner

import "golang.org/x/sys/unix"

// isNoExec reports whether a folder is on a file system that executes no programs.
func isNoExec(folder string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(folder, &stat) == nil && stat.Flags&unix.MS_NOEXEC != 0
}
