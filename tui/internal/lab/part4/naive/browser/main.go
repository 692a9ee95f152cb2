// Browser is a server that takes each line for a command, whatever came before it.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
)

var (
	mu     sync.Mutex
	counts = map[string]string{"whale": "917"}
)

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
		go serve(conn)
	}
}

// serve has the conversation with one client.
func serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, answer(strings.Fields(lines.Text())))
	}
}

// answer carries out a command.
func answer(command []string) string {
	mu.Lock()
	defer mu.Unlock()
	switch {
	case len(command) == 3 && command[0] == "SET":
		counts[command[1]] = command[2]
		return "OK"
	case len(command) == 2 && command[0] == "GET":
		return counts[command[1]]
	}
	return "unknown command"
}
