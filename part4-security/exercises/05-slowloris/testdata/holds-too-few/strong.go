package main

import (
	"bufio"
	"bytes"
	"net"
	"time"
)

// strong answers a line in capitals. The time is set once, for the whole line,
// so the attack holds a place for half a second and no longer.
func strong(conn net.Conn) {
	conn.SetReadDeadline(time.Now().Add(limit))
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		return
	}
	conn.Write(bytes.ToUpper(line))
}
