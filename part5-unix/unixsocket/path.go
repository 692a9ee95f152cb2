// Package unixsocket listens on a file name safely.
//
// A port needs none of this: the kernel gives it to one server, and frees it
// when the server dies. A socket file stays behind, anybody may have put
// something else in its place, and its permissions determine who may connect.
package unixsocket

import (
	"fmt"
	"strings"
	"syscall"
)

// MaxPath is the length limit of a socket's path in bytes: 107 on Linux, 103 on
// macOS. The path and a final NUL must fit in sun_path, an array of fixed size
// (man page unix(7)).
const MaxPath = len(syscall.RawSockaddrUnix{}.Path) - 1

// CheckPath returns an error if path cannot name a socket file: it is empty,
// contains a NUL byte, begins with @ or is longer than MaxPath. Without this
// check the first three would name a different socket, and the last would be
// an "invalid argument". Servers and clients both check, so that they agree.
func CheckPath(path string) error {
	var why string
	switch {
	case path == "":
		why = "it is empty; give a file name such as /tmp/myservicesocket"
	case strings.ContainsRune(path, 0):
		why = "it contains a NUL byte, where the kernel would cut it off; " +
			"leave that byte out"
	case path[0] == '@':
		why = "a leading @ means an abstract socket, which has no file " +
			"and lets everybody in; write ./" + path + " for a file"
	case len(path) > MaxPath:
		why = fmt.Sprintf("it has %d bytes and only %d fit in a socket "+
			"address; choose a shorter one", len(path), MaxPath)
	default:
		return nil
	}
	return fmt.Errorf("check the socket path %q: %s", path, why)
}
