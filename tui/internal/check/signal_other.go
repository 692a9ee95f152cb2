//go:build !unix

package check

import (
	"os"

	"wallsockets/tui/internal/proc"
)

// Supported reports whether this system can start and stop programs as a check
// must.
const Supported = false

func sendSignal(int, string) error { return proc.ErrNotHere }

func kill(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
	}
}
