//go:build unix

package experiment

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Descriptors requires that one process may open count descriptors. Each lab needs
// usualDescriptors; some need more.
func Descriptors(count int) Need {
	return Need{fmt.Sprintf("%d descriptors", count), func() error {
		var limit unix.Rlimit
		// Go has raised the soft limit to the hard one. Cur is signed on some systems.
		if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err == nil && uint64(limit.Cur) < uint64(count) {
			return fmt.Errorf("the limit here is %d; raise it with ulimit -n %d", limit.Cur, count)
		}
		return nil
	}}
}
