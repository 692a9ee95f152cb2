//go:build !unix

package flat

import (
	"io"
	"os"
)

// allocate returns n bytes, all 0, and a function that frees them.
func allocate(n int) (data []byte, free func()) {
	return make([]byte, n), func() {}
}

// mapFile reads the n bytes of a file, because this system has no mmap.
func mapFile(file *os.File, n int) (data []byte, free func(), err error) {
	data = make([]byte, n)
	_, err = io.ReadFull(file, data)
	return data, func() {}, err
}
