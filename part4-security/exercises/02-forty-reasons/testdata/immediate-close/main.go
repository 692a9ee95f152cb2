// Wrong: the connection is closed while bytes of the client are unread.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"
)

const (
	limit   = 5 * time.Second // for a client to send its line
	maxLine = 4096            // bytes, without the newline
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

// serve has the conversation with one client.
func serve(conn net.Conn) {
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(limit))
	line, err := bufio.NewReader(io.LimitReader(conn, maxLine+1)).ReadBytes('\n')
	switch {
	case err == nil:
		conn.Write(bytes.ToUpper(line))
	case len(line) > maxLine:
		fmt.Fprintf(conn, "# a line has at most %d bytes\n", maxLine)
	}
}
