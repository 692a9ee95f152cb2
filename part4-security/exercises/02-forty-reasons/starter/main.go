// A server that answers each client's line in capitals. It keeps as much as a
// client can send in five seconds: defend it.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"time"
)

// limit is how long a client may take to send its line.
const limit = 5 * time.Second

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
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		fmt.Fprintln(conn, "# too slow")
	case err == nil:
		conn.Write(bytes.ToUpper(line))
	}
}
