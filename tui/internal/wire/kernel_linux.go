package wire

import (
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// kernel asks the kernel about sockets, as the program ss does (man page
// sock_diag(7)). A question about one socket costs microseconds, however many
// there are; only a unix socket has to be searched for.
//
// Accept gives a connection its file. Until then it is in the queue and its
// server's end has no inode, the number of that file.
type kernel struct {
	mu       sync.Mutex
	fd       int  // a netlink socket, which answers at once; -1: closed
	answered bool // so a socket that it does not find is gone
}

// openKernel returns nil if the kernel cannot be asked.
func openKernel() *kernel {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC,
		unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil
	}
	return &kernel{fd: fd}
}

func (k *kernel) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	unix.Close(k.fd)
	k.fd = -1
}

// accepted reports whether the server at the other end of a connection has
// accepted it.
func (k *kernel) accepted(server stream) verdict {
	k.mu.Lock()
	defer k.mu.Unlock()
	if local, ok := server.LocalAddr().(*net.TCPAddr); ok {
		return k.acceptedTCP(local.AddrPort(),
			server.RemoteAddr().(*net.TCPAddr).AddrPort())
	}
	return k.acceptedUnix(server)
}

// acceptedTCP looks for the server's end of a connection. The lock is held.
func (k *kernel) acceptedTCP(ours, servers netip.AddrPort) verdict {
	found := k.findTCP(servers, ours)
	if found != nil {
		k.answered = true
	}
	switch {
	case found == nil && !k.answered:
		return unknown
	case found == nil || found.state == tcpListen: // the next best thing it found
		return gone
	case found.inode == 0 && found.open():
		return queued
	}
	return accepted // a socket that was closed has lost its inode, too
}

// acceptedUnix asks about our end, for the other end is known only to it. The lock
// is held.
func (k *kernel) acceptedUnix(ours stream) verdict {
	const showPeer, peer, shutdown = 4, 2, 6 // UDIAG_SHOW_PEER, UNIX_DIAG_…
	const header = 16                        // struct unix_diag_msg
	request := []byte{unix.AF_UNIX, 0, 0, 0} // struct unix_diag_req
	for _, field := range []uint32{^uint32(0), inodeOf(ours), showPeer, ^uint32(0),
		^uint32(0)} {
		request = binary.NativeEndian.AppendUint32(request, field)
	}
	answer := k.ask(request)
	switch {
	case len(answer) < header && !k.answered:
		return unknown
	case len(answer) < header:
		return gone
	}
	k.answered = true
	inode, has := attribute(answer[header:], peer)
	if has && binary.NativeEndian.Uint32(inode) != 0 {
		return accepted
	}
	if ended, has := attribute(answer[header:], shutdown); has && ended[0] != 0 {
		return gone
	}
	return queued
}

// attribute returns the value of a netlink attribute, in at least 4 bytes.
func attribute(list []byte, kind uint16) (value []byte, has bool) {
	for len(list) >= 8 {
		if binary.NativeEndian.Uint16(list[2:]) == kind {
			return list[4:8], true
		}
		size := (int(binary.NativeEndian.Uint16(list)) + 3) &^ 3 // with padding
		list = list[min(len(list), max(8, size)):]
	}
	return nil, false
}

// client returns the inode and the user of the other end of a connection, if a
// process has it open.
func (k *kernel) client(ours stream) (inode uint32, user int, found bool) {
	address, isTCP := ours.RemoteAddr().(*net.TCPAddr)
	if !isTCP {
		return 0, 0, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	theirs := k.findTCP(address.AddrPort(), ours.LocalAddr().(*net.TCPAddr).AddrPort())
	if theirs == nil || theirs.state == tcpListen || theirs.inode == 0 {
		return 0, 0, false
	}
	return theirs.inode, int(theirs.uid), true
}

// The states of TCP that matter here, from the kernel's tcp_states.h.
const (
	tcpEstablished = 1
	tcpSynReceived = 3
	tcpCloseWait   = 8
	tcpListen      = 10
)

// tcpSocket is what the kernel says of an end of a TCP connection.
type tcpSocket struct {
	state      byte
	inode, uid uint32
}

// open reports whether this end has not closed the connection.
func (s *tcpSocket) open() bool {
	return s.state == tcpEstablished || s.state == tcpSynReceived ||
		s.state == tcpCloseWait
}

// findTCP returns the end of a connection that has the address own, or nil. The
// lock is held.
func (k *kernel) findTCP(own, other netip.AddrPort) *tcpSocket {
	family := byte(unix.AF_INET6)
	if own.Addr().Unmap().Is4() {
		family = unix.AF_INET
	}
	request := []byte{family, unix.IPPROTO_TCP, 0, 0} // struct inet_diag_req_v2
	request = binary.NativeEndian.AppendUint32(request, ^uint32(0))
	request = binary.BigEndian.AppendUint16(request, own.Port())
	request = binary.BigEndian.AppendUint16(request, other.Port())
	request = appendAddress(request, own.Addr())
	request = appendAddress(request, other.Addr())
	request = binary.NativeEndian.AppendUint32(request, 0) // any interface
	request = binary.NativeEndian.AppendUint64(request, ^uint64(0))
	answer := k.ask(request)
	const header = 72 // struct inet_diag_msg
	if len(answer) < header {
		return nil
	}
	return &tcpSocket{state: answer[1], uid: binary.NativeEndian.Uint32(answer[64:]),
		inode: binary.NativeEndian.Uint32(answer[68:])}
}

// appendAddress appends an address in 16 bytes.
func appendAddress(request []byte, ip netip.Addr) []byte {
	bytes := ip.Unmap().AsSlice()
	return append(append(request, bytes...), make([]byte, 16-len(bytes))...)
}

// ask sends a request for one socket and returns the answer without its header,
// or nil if there is no such socket. The lock is held.
func (k *kernel) ask(request []byte) []byte {
	const header = unix.SizeofNlMsghdr
	message := binary.NativeEndian.AppendUint32(nil, uint32(header+len(request)))
	message = binary.NativeEndian.AppendUint16(message, unix.SOCK_DIAG_BY_FAMILY)
	message = binary.NativeEndian.AppendUint16(message, unix.NLM_F_REQUEST)
	message = append(message, make([]byte, 8)...) // sequence and port: not used
	err := unix.Sendto(k.fd, append(message, request...), 0, &unix.SockaddrNetlink{
		Family: unix.AF_NETLINK})
	if err != nil {
		return nil
	}
	// The kernel has put its answer there already.
	answer := make([]byte, 1024)
	n, _, err := unix.Recvfrom(k.fd, answer, unix.MSG_DONTWAIT)
	if err != nil || n < header ||
		binary.NativeEndian.Uint16(answer[4:]) != unix.SOCK_DIAG_BY_FAMILY {
		return nil
	}
	return answer[header:n]
}

// inodeOf returns the inode of our end of a connection, or 0.
func inodeOf(s stream) uint32 {
	raw, err := s.(syscall.Conn).SyscallConn()
	if err != nil {
		return 0
	}
	var stat unix.Stat_t
	asked := raw.Control(func(fd uintptr) { err = unix.Fstat(int(fd), &stat) })
	if asked != nil || err != nil {
		return 0
	}
	return uint32(stat.Ino)
}
