package experiment

import "os"

// MakeFolder makes a folder in the experiment's own, with a mode that no umask changes.
// It returns the folder's path.
func (k *Kit) MakeFolder(name string, mode os.FileMode) (path string, err error) {
	path = k.Path(name)
	if err := os.Mkdir(path, 0o700); err != nil {
		return "", err
	}
	return path, os.Chmod(path, mode)
}
