//go:build unix

// Solution says who its clients are, and serves one user.
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

// answer says who the client is if it belongs to the user guest.
func answer(conn net.Conn, guest int) error {
	defer conn.Close()
	// Read what the client says about itself, but do not believe it.
	if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
		return err
	}
	peer, err := unixsocket.PeerOf(conn)
	if err != nil {
		return err
	}
	if peer.UID != guest {
		_, err = fmt.Fprintln(conn, "not for you")
		return err
	}
	_, err = fmt.Fprintf(conn, "user %d, process %d\n", peer.UID, peer.PID)
	return err
}
