// Wrong: the whole buffer is sent, however little has come.
package main

import (
	"bytes"
	"log"
	"net"
	"os"
)

func main() {
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	buffer := make([]byte, 255)
	if _, err := conn.Read(buffer); err != nil {
		log.Fatal(err)
	}
	conn.Write(bytes.ToUpper(buffer))
}
