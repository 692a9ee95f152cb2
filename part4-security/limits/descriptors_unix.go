//go:build unix

package limits

import "golang.org/x/sys/unix"

// reserve is how many descriptors are kept for what is not a client: the
// listener, files, clients being turned away.
const reserve = maxPolite + 16

// FitDescriptors lowers the number of clients to what the descriptors of this
// process allow, and tells whether it had to. Without it, the last clients let
// in would find the server unable to talk to them.
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
