package unixsocket

import "golang.org/x/sys/unix"

// peerOf asks the kernel for the peer: first the user (man page unix(4)), then
// the process.
func peerOf(fd int) (Peer, error) {
	cred, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL,
		unix.LOCAL_PEERCRED)
	if err != nil {
		return Peer{}, err
	}
	pid, err := unix.GetsockoptInt(fd, unix.SOL_LOCAL, unix.LOCAL_PEERPID)
	if err != nil {
		return Peer{}, err
	}
	// The first group is the one that the user's new files get.
	return Peer{
		UID: int(cred.Uid),
		GID: int(cred.Groups[0]),
		PID: pid,
	}, nil
}
