//go:build unix && !linux

package supervise

import (
	"os"
	"syscall"
)

// GroupAttributes puts a process into its own group, where ctrl+c does not reach
// it. Only Linux sends the signal.
func GroupAttributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// The rest has no counterpart here: a process that the program leaves behind in
// another group escapes, and a program that prints after the guide is gone is
// killed by SIGPIPE.

func adopt()                 {}
func bury()                  {}
func killAdopted()           {}
func holdOutput() []*os.File { return nil }
