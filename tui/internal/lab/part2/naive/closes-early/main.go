// Closes-early reads once, gives a long answer and closes, whatever else its client has sent.
package main

import (
	"bytes"
	"fmt"
	"log"
	"net"
)

// answerLength is more than the client's kernel takes while the client does not read,
// and less than what the server's kernel takes.
const answerLength = 192 << 10

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		if err := handleConn(conn.(*net.TCPConn)); err != nil {
			log.Fatal(err)
		}
	}
}

func handleConn(conn *net.TCPConn) error {
	if err := conn.SetWriteBuffer(2 * answerLength); err != nil {
		return err
	}
	if _, err := conn.Read(make([]byte, 255)); err != nil {
		return err
	}
	n, err := conn.Write(bytes.Repeat([]byte("a"), answerLength))
	conn.Close()
	fmt.Printf("wrote %d bytes and closed\n", n)
	return err
}
