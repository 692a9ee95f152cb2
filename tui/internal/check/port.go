package check

import (
	"fmt"
	"net"
	"strconv"
)

// freePort returns a TCP port that was free a moment ago, as the kernel chooses it,
// and whose bytes in the other order would be a free port for users, too. No other
// check on this machine gets the port before this run ends: the UDP port with its
// number reserves it. Without that, a check may talk to the program of another one
// while its own is still starting.
func (r *run) freePort() (string, error) {
	for {
		reservation, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			return "", fmt.Errorf("find a free port: %w", err)
		}
		port := reservation.LocalAddr().(*net.UDPAddr).Port
		swapped := port>>8 | port&0xff<<8
		if swapped >= 1024 && swapped != port && isFree(port) && isFree(swapped) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.reserved = append(r.reserved, reservation)
			return strconv.Itoa(port), nil
		}
		reservation.Close()
	}
}

// isFree reports whether a program can listen on a TCP port.
func isFree(port int) bool {
	ln, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", port))
	if err == nil {
		ln.Close()
	}
	return err == nil
}

// releasePorts lets other checks have the ports of this run.
func (r *run) releasePorts() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, reservation := range r.reserved {
		reservation.Close()
	}
	r.reserved = nil
}
