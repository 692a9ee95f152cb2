//go:build !linux

package runner

// isNoExec always reports false: only on Linux is it usual that such a file system holds
// the folders for temporary files.
func isNoExec(string) bool { return false }
