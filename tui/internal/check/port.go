package check

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// Both bytes of a port are from this range. Then no outgoing connection of any program
// gets the port by chance, nor the one with its bytes swapped: Linux and macOS choose
// ports for those from 32768 (80 00) on.
const (
	firstByte = 0x28 // 10240 and up: below are the ports of well-known services
	lastByte  = 0x7f
)

// portTries is how many ports to try: all of them may be in use only if something is
// very wrong.
const portTries = 10_000

// freePort returns a TCP port that is free, and whose bytes in the other order are a
// free port, too. No other check on this machine gets either of them before this run
// ends: the UDP ports with their numbers reserve them. Without that, a check may talk
// to the program of another one while its own is still starting.
func (r *run) freePort() (string, error) {
	for range portTries {
		high, low := randomByte(), randomByte()
		if high != low && r.reserve(high<<8|low, low<<8|high) {
			return strconv.Itoa(high<<8 | low), nil
		}
	}
	return "", errors.New("find a free port: all are in use")
}

func randomByte() int { return firstByte + rand.IntN(lastByte-firstByte+1) }

// reserve reserves all these ports, or none if one is reserved or not free.
func (r *run) reserve(ports ...int) bool {
	var reserved []net.PacketConn
	for _, port := range ports {
		reservation, err := net.ListenPacket("udp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			reserved = append(reserved, reservation)
		}
		if err != nil || !isFree(port) {
			closeEach(reserved)
			return false
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reserved = append(r.reserved, reserved...)
	return true
}

// releasePorts lets other checks have the ports of this run.
func (r *run) releasePorts() {
	r.mu.Lock()
	defer r.mu.Unlock()
	closeEach(r.reserved)
	r.reserved = nil
}

func closeEach(reserved []net.PacketConn) {
	for _, reservation := range reserved {
		reservation.Close()
	}
}
