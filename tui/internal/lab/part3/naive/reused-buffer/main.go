// Reused-buffer reads each client's line into the same buffer, hands it to a goroutine,
// and accepts the next client: its line overwrites the one that is still to be answered.
package main

import (
	"fmt"
	"log"
	"net"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	buffer := make([]byte, 256)
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		n, err := conn.Read(buffer)
		if err != nil {
			conn.Close()
			continue
		}
		go serve(conn, buffer[:n]) // a copy would mend it: bytes.Clone(buffer[:n])
	}
}

// serve sends a client its line back.
func serve(conn net.Conn, line []byte) {
	defer conn.Close()
	conn.Write(line)
}
