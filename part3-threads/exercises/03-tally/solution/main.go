// Solution counts the lines of all clients in one tally.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"sync"
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
	common := &tally{counts: make(map[string]int)}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn, common)
	}
}

// serve answers each line of a client with how often it has come.
func serve(conn net.Conn, common *tally) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, common.add(lines.Text()))
	}
}

// tally counts the lines of all clients.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

// add counts a line and returns how often it has come so far.
func (t *tally) add(line string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[line]++
	return t.counts[line]
}
