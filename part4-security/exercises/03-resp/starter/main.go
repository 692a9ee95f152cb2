// A server for PING and ECHO in RESP. It cannot read requests yet.
package main

import (
	"bufio"
	"errors"
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
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

// serve answers the requests of one client.
func serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		request, err := readRequest(in)
		if err != nil {
			return
		}
		answer(conn, request)
	}
}

// answer answers one request.
func answer(conn net.Conn, request []string) {
	switch {
	case len(request) == 1 && request[0] == "PING":
		fmt.Fprint(conn, "+PONG\r\n")
	case len(request) == 2 && request[0] == "ECHO":
		fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(request[1]), request[1])
	default:
		fmt.Fprint(conn, "-ERR unknown command\r\n")
	}
}

// readRequest reads the words of a request.
func readRequest(in *bufio.Reader) ([]string, error) {
	// TODO: an array of words, each behind its length.
	return nil, errors.New("readRequest is not written yet")
}
