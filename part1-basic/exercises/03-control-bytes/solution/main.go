// Solution prints what came quoted: no byte of it can control the terminal.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
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
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	if err := answer(conn); err != nil {
		log.Fatal(err)
	}
}

// answer prints the client's line and acknowledges it.
func answer(conn net.Conn) error {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		return err
	}
	fmt.Printf("message: %q\n", line)
	_, err = conn.Write([]byte("I got your message"))
	return err
}
