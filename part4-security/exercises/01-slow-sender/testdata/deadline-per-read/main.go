// Wrong: each read gets a new deadline, so a client that drips may stay.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"time"
)

// limit is how long a client may take.
const limit = time.Second

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
	var line []byte
	buffer := make([]byte, 255)
	for !bytes.HasSuffix(line, []byte{'\n'}) {
		conn.SetReadDeadline(time.Now().Add(limit))
		n, err := conn.Read(buffer)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			fmt.Fprintln(conn, "# too slow")
		}
		if err != nil {
			return
		}
		line = append(line, buffer[:n]...)
	}
	conn.Write(bytes.ToUpper(line))
}
