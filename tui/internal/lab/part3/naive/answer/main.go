// Answer sends each client its line back, and prints the error of a write that fails.
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
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		line := make([]byte, 256)
		n, err := conn.Read(line)
		if err == nil {
			_, err = conn.Write(line[:n])
		}
		conn.Close()
		if err != nil {
			fmt.Println("failed:", err)
		}
	}
}
