// A server: it listens. The conversation is missing.
package main

import (
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
	defer ln.Close()

	// TODO: accept a client, read its line, answer it in capitals, and close.
}
