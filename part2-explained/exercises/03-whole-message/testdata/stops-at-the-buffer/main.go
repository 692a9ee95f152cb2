// Wrong: a full buffer is taken for the end of the message.
package main

import (
	"bytes"
	"fmt"
	"log"
	"net"
	"os"
)

func main() {
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	buffer, length := make([]byte, 255), 0
	for length < len(buffer) && !bytes.HasSuffix(buffer[:length], []byte{'\n'}) {
		n, err := conn.Read(buffer[length:])
		if err != nil {
			log.Fatal(err)
		}
		length += n
	}
	fmt.Printf("message: %q\n", buffer[:length])
	fmt.Fprint(conn, "I got your message")
}
