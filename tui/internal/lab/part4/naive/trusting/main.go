// Trusting is a server that takes every client for a friend: it keeps a line of any
// length, waits for it as long as it takes, and prints its beginning as it came.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net"
	"strings"
	"time"
)

func main() {
	clients := flag.Int("clients", 1000, "`connections` at the same time")
	each := flag.Duration("each", 0, "`time` for each read; 0: any")
	flag.Parse()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	places := make(chan bool, *clients)
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		places <- true // a cap without a time limit
		go func() {
			serve(conn, *each)
			<-places
		}()
	}
}

// serve has the conversation with one client.
func serve(conn net.Conn, each time.Duration) {
	defer conn.Close()
	line, err := bufio.NewReader(reader{conn, each}).ReadString('\n')
	if err != nil {
		return
	}
	fmt.Printf("Here is the message: %.200s\n", strings.TrimSpace(line))
	fmt.Fprintln(conn, "I got your message")
}

// reader reads from a client with a deadline that begins anew at each read.
type reader struct {
	net.Conn
	each time.Duration
}

func (r reader) Read(b []byte) (int, error) {
	if r.each > 0 {
		r.SetReadDeadline(time.Now().Add(r.each))
	}
	return r.Conn.Read(b)
}
