package main

import (
	"bytes"
	"net"
	"time"
)

// Wrong: what the first read brings must be a whole line.
func strong(conn net.Conn) {
	conn.SetReadDeadline(time.Now().Add(limit))
	line := make([]byte, 255)
	n, err := conn.Read(line)
	if err != nil || !bytes.HasSuffix(line[:n], []byte{'\n'}) {
		return
	}
	conn.Write(bytes.ToUpper(line[:n]))
}
