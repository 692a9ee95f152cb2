//go:build unix

package check

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Supported reports whether this system can start and stop programs as a check
// must.
const Supported = true

// sendSignal sends a signal, TERM for SIGTERM, to a process.
func sendSignal(pid int, name string) error {
	if err := unix.Kill(pid, unix.SignalNum("SIG"+name)); err != nil && err != unix.ESRCH {
		return fmt.Errorf("send SIG%s: %w", name, err)
	}
	return nil
}

// kill kills a process. It fails if the process has ended.
func kill(pid int) { _ = unix.Kill(pid, unix.SIGKILL) }
