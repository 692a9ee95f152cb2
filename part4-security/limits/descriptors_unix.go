//go:build unix

package limits

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// reserve is how many descriptors are kept for everything but clients: the
// listener, files, clients being turned away, and the event loops of part 5.
var reserve = maxRefusing + 16 + int64(runtime.GOMAXPROCS(0))

// FitDescriptors lowers the number of clients to what the process's limit on
// descriptors allows, and reports whether it had to. Otherwise the server
// would let in clients that it has no descriptors to serve.
func (l *Limits) FitDescriptors() (lowered bool) {
	var rlimit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &rlimit) != nil {
		return false
	}
	// Cur is signed on some systems and unsigned on others.
	room := max(1, int64(min(uint64(rlimit.Cur), 1<<30))-reserve)
	if int64(l.Clients) <= room {
		return false
	}
	l.Clients = int(room)
	return true
}
