// Wrong: the loop reads, so the threads only write.
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
		line, _ := bufio.NewReader(conn).ReadBytes('\n')
		go func() {
			defer conn.Close()
			conn.Write(bytes.ToUpper(line))
		}()
	}
}
