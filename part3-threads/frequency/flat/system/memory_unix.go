//go:build unix

package system

import (
	"os"

	"golang.org/x/sys/unix"
)

// Allocate returns n bytes, all 0, and a function that frees them. Large pieces
// come straight from the kernel, which gets them back at once when they are
// freed. The garbage collector would keep them for later, and loading a list
// takes twice the memory that its table needs afterwards. And if there is not enough,
// that is an error, while make would end the program.
func Allocate(n int) (data []byte, free func(), err error) {
	if n < Large {
		return make([]byte, n), func() {}, nil
	}
	data, err = unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	useHugePages(data)
	return data, func() { unix.Munmap(data) }, nil
}

// MapFile maps the n bytes of a file, and returns a function that unmaps them.
// The kernel reads them when they are first used, and shares them with other
// processes that map the file.
func MapFile(file *os.File, n int) (data []byte, free func(), err error) {
	data, err = unix.Mmap(int(file.Fd()), 0, n, unix.PROT_READ, unix.MAP_SHARED)
	return data, func() { unix.Munmap(data) }, err
}
