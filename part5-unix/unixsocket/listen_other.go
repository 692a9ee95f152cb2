//go:build !unix

package unixsocket

import (
	"errors"
	"fmt"
	"net"
	"os"
)

// Listener listens on a socket file, on Unix systems.
type Listener struct{ net.Listener }

// Listen fails on this system, which lacks the permissions and locks.
func Listen(path string, _ Options) (*Listener, error) {
	return nil, fmt.Errorf("listen on %s: this needs Linux, "+
		"macOS or WSL: %w", path, errors.ErrUnsupported)
}

// Adopt fails on this system, too.
func Adopt(*os.File) (*Listener, error) {
	return nil, fmt.Errorf("adopt a socket: this needs Linux, macOS or WSL: %w",
		errors.ErrUnsupported)
}
