package proc

import "strconv"

// states are the names of the states that connections have in /proc/net/tcp.
var states = map[string]string{"01": "ESTABLISHED", "02": "SYN-SENT", "03": "SYN-RECV",
	"04": "FIN-WAIT-1", "05": "FIN-WAIT-2", "06": "TIME-WAIT", "07": "CLOSE", "08": "CLOSE-WAIT",
	"09": "LAST-ACK", "0A": "LISTEN", "0B": "CLOSING"}

// Connections returns this machine's TCP sockets over IPv4 of which either end has an address,
// such as "127.0.0.1:9998", also those that no process has open any more.
func Connections(address string) (found []Connection) {
	readTable("/proc/net/tcp", func(row []string) {
		if len(row) < 7 {
			return
		}
		c := Connection{Local: addressOf(row[1]), Peer: addressOf(row[2]), State: states[row[3]]}
		if c.Local != address && c.Peer != address {
			return
		}
		again, _ := strconv.ParseInt(row[6], 16, 64)
		c.Again = int(again)
		found = append(found, c)
	})
	return found
}
