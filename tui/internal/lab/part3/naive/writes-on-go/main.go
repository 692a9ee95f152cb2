// Writes-on-go sends each client lines until a write fails with EPIPE, and prints how.
package main

import (
	"errors"
	"fmt"
	"log"
	"net"
	"syscall"
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
		for err = nil; !errors.Is(err, syscall.EPIPE); {
			_, err = conn.Write([]byte("a line of an answer without end\n"))
		}
		conn.Close()
		fmt.Println("write:", syscall.EPIPE)
	}
}
