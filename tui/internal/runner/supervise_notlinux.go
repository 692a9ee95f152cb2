//go:build unix && !linux

package runner

import (
	"os"
	"syscall"
)

// groupAttributes starts a process in a group of its own, out of the reach of
// ctrl+c. The signal is for systems where the kernel sends it.
func groupAttributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// The rest has no counterpart here: what a program leaves behind outside of
// its process group gets away, and a program that prints after the guide is
// gone is killed by SIGPIPE.

func adopt()                 {}
func bury()                  {}
func killAdopted()           {}
func holdOutput() []*os.File { return nil }
