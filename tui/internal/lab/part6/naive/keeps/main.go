// Keeps answers each client and then keeps the connection open, as a server does that
// expects another question.
//
//	keeps PATH
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: keeps PATH")
	}
	ln, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", os.Args[1])
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go answer(conn)
	}
}

// answer answers a line and waits until the client closes.
func answer(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewReader(conn)
	if _, err := lines.ReadString('\n'); err != nil {
		return
	}
	fmt.Fprintln(conn, "got it")
	io.Copy(io.Discard, lines)
}
