//go:build unix

// Wrong: it knows who the client is, and serves everybody.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"

	"wallsockets/part5-unix/unixsocket"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: server PATH UID")
	}
	guest, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		if err := answer(conn, guest); err != nil {
			log.Print(err)
		}
	}
}

// answer says who the client is.
func answer(conn net.Conn, _ int) error {
	defer conn.Close()
	if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
		return err
	}
	peer, err := unixsocket.PeerOf(conn)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(conn, "user %d, process %d\n", peer.UID, peer.PID)
	return err
}
