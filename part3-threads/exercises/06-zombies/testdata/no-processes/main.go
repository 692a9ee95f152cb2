// Wrong: goroutines, which all end when one of them exits.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
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
		if err := start(conn.(*net.TCPConn)); err != nil {
			log.Print(err)
		}
	}
}

func start(conn *net.TCPConn) error {
	go serve(conn)
	return nil
}

func serve(conn *net.TCPConn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if lines.Text() == "crash" {
			os.Exit(3)
		}
		fmt.Fprintln(conn, strings.ToUpper(lines.Text()))
	}
}
