//go:build unix

package unixsocket

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// If CheckPath accepts a path, the kernel creates a file of exactly that name.
func FuzzCheckPath(f *testing.F) {
	for _, path := range []string{"", "x", "a\x00b", "@x", "./@x", "caf\u00e9", "\xff",
		strings.Repeat("x", 107), strings.Repeat("x", 108)} {
		f.Add(path)
	}
	f.Chdir(f.TempDir())
	f.Fuzz(func(t *testing.T, path string) {
		if CheckPath(path) != nil || strings.ContainsRune(path, '/') {
			return // refused, or somewhere else
		}
		if path == "." || path == ".." {
			return // a folder
		}
		fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer syscall.Close(fd)
		if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: path}); err != nil {
			t.Fatalf("bind to %q, which CheckPath accepts: %v", path, err)
		}
		names, err := os.ReadDir(".")
		if err != nil || len(names) != 1 || names[0].Name() != path {
			t.Fatalf("bound to %q, the folder holds %v, %v", path, names, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	})
}
