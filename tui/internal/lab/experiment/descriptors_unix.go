//go:build unix

package experiment

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// descriptors returns the need of so many descriptors in one process.
func descriptors(count int) Need {
	return Need{fmt.Sprintf("%d descriptors", count), func() error {
		var limit unix.Rlimit
		// Go has raised the soft limit to the hard one. Cur is signed on some systems.
		if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err == nil && uint64(limit.Cur) < uint64(count) {
			return fmt.Errorf("the hard limit here is %d, and only root may raise it: ulimit -n %d",
				limit.Cur, count)
		}
		return nil
	}}
}
