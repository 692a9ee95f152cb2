// Wrong: the newline of the longest line does not fit.
package main

import (
	"bufio"
	"bytes"
	"errors"
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
	input := bufio.NewReader(io.LimitReader(conn, maxLine))
	line, err := input.ReadBytes('\n')
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		refuse(conn, "too slow")
	case err == nil:
		conn.Write(bytes.ToUpper(line))
	case len(line) == maxLine:
		refuse(conn, fmt.Sprintf("a line has at most %d bytes", maxLine))
	}
}

// refuse sends the reason and lets it arrive: closing a socket that holds
// unread bytes would reset the connection. A client that goes on sending gets
// a second.
func refuse(conn net.Conn, why string) {
	fmt.Fprintln(conn, "#", why)
	conn.(*net.TCPConn).CloseWrite()
	conn.SetReadDeadline(time.Now().Add(time.Second))
	io.Copy(io.Discard, conn)
}
