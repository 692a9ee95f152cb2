// Wrong: it keeps a descriptor in reserve, to turn clients away when there is
// no other.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"syscall"
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
	reserve, _ := syscall.Dup(0)
	for {
		conn, err := ln.Accept()
		if err == nil {
			go serve(conn)
			continue
		}
		syscall.Close(reserve)
		if conn, err := ln.Accept(); err == nil {
			conn.Close()
		}
		reserve, _ = syscall.Dup(0)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, len(lines.Bytes()))
	}
}
