// Package unixsocket does what it takes to listen on a file name safely.
//
// A port needs none of this: the kernel gives it to one server, and takes
// it back when the server dies. A socket file stays behind, anyone may have
// put something else in its place, and its permissions say who may connect.
package unixsocket

import (
	"fmt"
	"strings"
	"syscall"
)

// MaxPath is the most bytes that a socket's path can have: 107 on Linux,
// 103 on macOS. The address holds them and a NUL at their end in an array
// of fixed length, sun_path (man page unix(7)).
const MaxPath = len(syscall.RawSockaddrUnix{}.Path) - 1

// CheckPath reports why path cannot name a socket file: it is empty, holds
// a NUL byte, begins with @ or is longer than MaxPath. Unchecked, the first
// three reach the kernel as the name of another socket than the one asked
// for, and the last is refused as an "invalid argument". Servers and
// clients both check, so that they cannot miss each other.
func CheckPath(path string) error {
	var why string
	switch {
	case path == "":
		why = "it is empty; give a file name such as /tmp/myservicesocket"
	case strings.ContainsRune(path, 0):
		why = "it holds a NUL byte, where the kernel would cut it off; " +
			"leave that byte out"
	case path[0] == '@':
		why = "a leading @ asks for an abstract socket, which has no file " +
			"and lets in everybody; write ./" + path + " for a file"
	case len(path) > MaxPath:
		why = fmt.Sprintf("it has %d bytes and only %d fit in a socket "+
			"address; choose a shorter path", len(path), MaxPath)
	default:
		return nil
	}
	return fmt.Errorf("check the socket path %q: %s", path, why)
}
