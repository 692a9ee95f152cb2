// A server that answers each line with how often it has come. It counts for
// each client on its own: let it count for all together.
package main

import (
	"bufio"
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

// serve answers each line of a client with how often it has come.
func serve(conn net.Conn) {
	defer conn.Close()
	counts := make(map[string]int) // TODO: one for all clients
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		counts[lines.Text()]++
		fmt.Fprintln(conn, counts[lines.Text()])
	}
}
