// Wrong: what cannot be written to one client ends the program.
package main

import (
	"fmt"
	"log"
	"net"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PORT")
	}
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	var times int
	var word string
	if _, err := fmt.Fscanln(conn, &times, &word); err != nil {
		return
	}
	for range times {
		if _, err := fmt.Fprintln(conn, word); err != nil {
			log.Panicf("write: %v", err)
		}
	}
}
