// Wrong: a word is what a line has, whatever its length says.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
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
		go serve(conn)
	}
}

// serve answers the requests of one client.
func serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		n, _ := strconv.Atoi(strings.TrimPrefix(lines.Text(), "*"))
		var request []string
		for range n {
			lines.Scan() // the length
			lines.Scan()
			request = append(request, lines.Text())
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
