package proc

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Sockets returns a process's sockets that are bound to an address of IPv4, or to a
// path, by their descriptors.
func Sockets(pid int) ([]Socket, error) {
	known := make(map[string]Socket)
	readTable("/proc/net/tcp", func(row []string) {
		if len(row) > 9 {
			known[row[9]] = Socket{Local: addressOf(row[1]), Peer: addressOf(row[2]), Listens: row[3] == "0A"}
		}
	})
	readTable("/proc/net/unix", func(row []string) {
		if len(row) > 7 {
			known[row[6]] = Socket{Local: row[7], Listens: row[3] == "00010000"}
		}
	})
	folder := processFolder(pid) + "fd/"
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var sockets []Socket
	for _, entry := range entries {
		link, _ := os.Readlink(folder + entry.Name()) // it may have been closed
		inode := strings.TrimSuffix(strings.TrimPrefix(link, "socket:["), "]")
		if s, ok := known[inode]; ok {
			s.Descriptor, _ = strconv.Atoi(entry.Name())
			sockets = append(sockets, s)
		}
	}
	slices.SortFunc(sockets, func(a, b Socket) int { return a.Descriptor - b.Descriptor })
	return sockets, nil
}

// readTable calls use with the columns of each row of a table of the kernel.
func readTable(name string, use func(row []string)) {
	text, _ := os.ReadFile(name) // a kernel without it has no such sockets
	for line := range strings.Lines(string(text)) {
		use(strings.Fields(line))
	}
}

// addressOf reads an address of /proc/net/tcp: "0100007F:270E" is 127.0.0.1:9998. The
// bytes of the host stand in the order of this machine's numbers, the least first.
func addressOf(text string) string {
	host, port, _ := strings.Cut(text, ":")
	bytes, err := hex.DecodeString(host)
	if err != nil || len(bytes) != 4 {
		return text
	}
	slices.Reverse(bytes)
	number, _ := strconv.ParseUint(port, 16, 16)
	return fmt.Sprintf("%v:%d", netip.AddrFrom4([4]byte(bytes)), number)
}
