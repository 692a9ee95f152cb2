//go:build !unix

package system

import (
	"io"
	"os"
)

// Allocate returns n bytes, all 0, and a function that frees them.
func Allocate(n int) (data []byte, free func(), err error) {
	return make([]byte, n), func() {}, nil
}

// MapFile reads the n bytes of a file, because this system has no mmap.
func MapFile(file *os.File, n int) (data []byte, free func(), err error) {
	data = make([]byte, n)
	_, err = io.ReadFull(file, data)
	return data, func() {}, err
}
