//go:build unix

package frequency

import (
	"os"

	"golang.org/x/sys/unix"
)

// allocate returns n bytes, all 0, and what gives them back. Large pieces come
// from the kernel, where free gives them back at once: the garbage collector
// would keep them for the next time, and a list needs as much again to load as
// it takes up later.
func allocate(n int) (data []byte, free func()) {
	if n >= largeMemory {
		data, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE,
			unix.MAP_ANON|unix.MAP_PRIVATE)
		if err == nil {
			hugePages(data)
			return data, func() { unix.Munmap(data) }
		}
	}
	return make([]byte, n), func() {}
}

// mapFile returns the n bytes of a file, which are read when they are looked
// at and shared with other processes that map it, and what unmaps them.
func mapFile(file *os.File, n int) (data []byte, free func(), err error) {
	data, err = unix.Mmap(int(file.Fd()), 0, n, unix.PROT_READ, unix.MAP_SHARED)
	return data, func() { unix.Munmap(data) }, err
}
