package unixsocket

import "golang.org/x/sys/unix"

// peerOf asks the kernel for the peer (man page unix(7)).
func peerOf(fd int) (Peer, error) {
	cred, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return Peer{}, err
	}
	return Peer{
		UID: int(cred.Uid),
		GID: int(cred.Gid),
		PID: int(cred.Pid),
	}, nil
}
