package main

import (
	"bytes"
	"net"
	"time"
)

// Wrong: a line has a limit, but each byte still extends its time.
func strong(conn net.Conn) {
	var line []byte
	buffer := make([]byte, 255)
	for !bytes.HasSuffix(line, []byte{'\n'}) {
		conn.SetReadDeadline(time.Now().Add(limit))
		n, err := conn.Read(buffer)
		if err != nil || len(line) > 4096 {
			return
		}
		line = append(line, buffer[:n]...)
	}
	conn.Write(bytes.ToUpper(line))
}
