//go:build !linux && !darwin

package unixsocket

import (
	"errors"
	"fmt"
)

// peerOf fails on this system.
func peerOf(int) (Peer, error) {
	return Peer{}, fmt.Errorf("this needs Linux, macOS or WSL: %w",
		errors.ErrUnsupported)
}
