package main

import (
	"fmt"
	"log"
	"net"
	"time"
)

// Wrong: the connections are silent, and even the weak server cuts those off.
func attack(address string) {
	for range places {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			log.Fatal(err)
		}
		defer conn.Close()
	}
	fmt.Println("holding")
	time.Sleep(time.Minute)
}
