// Slowloris from both sides: a weak server, an attack on it, and a strong
// server.
package main

import (
	"bytes"
	"log"
	"net"
	"os"
	"time"
)

const (
	places = 8           // clients that a server serves at a time
	limit  = time.Second // how long it waits for one
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: slowloris weak|attack|strong PORT")
	}
	address := net.JoinHostPort("127.0.0.1", os.Args[2])
	switch os.Args[1] {
	case "weak":
		listen(address, weak)
	case "strong":
		listen(address, strong)
	case "attack":
		attack(address)
	default:
		log.Fatal("want weak, attack or strong, got ", os.Args[1])
	}
}

// listen serves as many clients at a time as there are places. The others wait
// in the kernel's queue.
func listen(address string, serve func(net.Conn)) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	taken := make(chan bool, places)
	for {
		taken <- true
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			serve(conn)
			conn.Close()
			<-taken
		}()
	}
}

// weak answers a line in capitals. It cuts off a client that sends nothing for
// a second.
func weak(conn net.Conn) {
	var line []byte
	buffer := make([]byte, 255)
	for !bytes.HasSuffix(line, []byte{'\n'}) {
		conn.SetReadDeadline(time.Now().Add(limit))
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		line = append(line, buffer[:n]...)
	}
	conn.Write(bytes.ToUpper(line))
}
