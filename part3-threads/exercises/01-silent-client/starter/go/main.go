// A server that answers each client's line in capitals. One silent client stops
// it: mend that.
package main

import (
	"bufio"
	"bytes"
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
		line, err := bufio.NewReader(conn).ReadBytes('\n')
		if err != nil {
			conn.Close()
			continue
		}
		go answer(conn, line)
	}
}

// answer sends the line in capitals.
func answer(conn net.Conn, line []byte) {
	defer conn.Close()
	conn.Write(bytes.ToUpper(line)) // the client may have left
}
