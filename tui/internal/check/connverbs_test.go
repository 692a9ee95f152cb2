//go:build unix

package check

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
)

// Only what the program can have caused is its failure.
func TestCannotConnect(t *testing.T) {
	for cause, want := range map[syscall.Errno]string{
		syscall.ECONNREFUSED: "no-listener", syscall.ENOENT: "no-listener",
		syscall.EACCES: "no-permission", syscall.EAGAIN: "no-answer",
		syscall.EMFILE: "", syscall.ENFILE: "", syscall.EADDRNOTAVAIL: "",
	} {
		err := cannotConnect("x", &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", cause)}, true)
		var failed *failure
		if got := errors.As(err, &failed); got != (want != "") || got && failed.problem != want {
			t.Errorf("%v: %v, want %q", cause, err, want)
		}
	}
}
