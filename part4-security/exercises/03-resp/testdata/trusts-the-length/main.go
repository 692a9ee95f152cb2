// Wrong: it allocates what the client announces, and then waits for it.
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
	in := bufio.NewReader(conn)
	for {
		var n int
		if _, err := fmt.Fscanf(in, "*%d\r\n", &n); err != nil {
			return
		}
		var request []string
		for range n {
			var length int
			if _, err := fmt.Fscanf(in, "$%d\r\n", &length); err != nil {
				return
			}
			word := make([]byte, length+2)
			if _, err := io.ReadFull(in, word); err != nil {
				return
			}
			request = append(request, string(word[:length]))
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
