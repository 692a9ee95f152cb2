//go:build !unix

package supervise

import (
	"errors"
	"io/fs"
)

// LockFolder locks nothing on this system, so sweep removes nothing.
func LockFolder(path string, alone bool) (*Folder, error) {
	if alone {
		return nil, errors.ErrUnsupported
	}
	return &Folder{Path: path}, nil
}

func isOwn(fs.FileInfo) bool {
	return false
}
