// Solution answers each line with its length. When accept fails, it waits a
// moment and tries again.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"time"
)

// acceptPause is how long to wait before the next try to accept.
const acceptPause = 50 * time.Millisecond

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
			// Most likely no descriptor is left. Clients that leave free some.
			log.Printf("accept a client: %v; trying again", err)
			time.Sleep(acceptPause)
			continue
		}
		go serve(conn)
	}
}

// serve answers each line of a client with its length.
func serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, len(lines.Bytes()))
	}
}
