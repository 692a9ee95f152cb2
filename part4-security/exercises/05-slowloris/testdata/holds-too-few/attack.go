package main

import (
	"fmt"
	"log"
	"net"
	"time"
)

// Wrong: one connection is slow, and seven places are free.
func attack(address string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("holding")
	for {
		conn.Write([]byte("a"))
		time.Sleep(limit / 10)
	}
}
