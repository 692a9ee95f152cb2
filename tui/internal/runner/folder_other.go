//go:build !unix

package runner

import (
	"errors"
	"io/fs"
)

// lockFolder locks nothing on this system, so sweep removes nothing.
func lockFolder(path string, alone bool) (*folder, error) {
	if alone {
		return nil, errors.ErrUnsupported
	}
	return &folder{path: path}, nil
}

func isOwn(fs.FileInfo) bool {
	return false
}
