// Wrong: each request gets a new buffer, and what the old one held is lost.
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
	for {
		request, err := readRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		answer(conn, request)
	}
}

// readRequest reads the words of a request.
func readRequest(in *bufio.Reader) ([]string, error) {
	var n int
	if _, err := fmt.Fscanf(in, "*%d\r\n", &n); err != nil {
		return nil, err
	}
	var request []string
	for range n {
		var length int
		if _, err := fmt.Fscanf(in, "$%d\r\n", &length); err != nil {
			return nil, err
		}
		word := make([]byte, length+2)
		if _, err := io.ReadFull(in, word); err != nil {
			return nil, err
		}
		request = append(request, string(word[:length]))
	}
	return request, nil
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
