//go:build !linux

package runner

// runtimeFolders returns none: only Linux desktops have such a folder.
func runtimeFolders() []string {
	return nil
}
