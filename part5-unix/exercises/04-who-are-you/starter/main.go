//go:build unix

// A server for one user, which believes what its clients say: defend it.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
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
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	// TODO: these are the client's own words. Ask somebody who knows.
	var uid, pid int
	_, _ = fmt.Sscanf(line, "user %d, process %d", &uid, &pid)
	if uid != guest {
		_, err = fmt.Fprintln(conn, "not for you")
		return err
	}
	_, err = fmt.Fprintf(conn, "user %d, process %d\n", uid, pid)
	return err
}
